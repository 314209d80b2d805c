/** What the API refuses, as a problem. */
import { http, HttpResponse } from 'msw';

import { API_URL } from './connected';
import { network } from './network';

/** That change is refused from now on with these words. */
export function refuses(
  path: string,
  code: string,
  detail: string,
  more: { status?: number; undo_until?: string } = {},
): void {
  const status = more.status ?? 409;
  const body = { title: 'Refused', code, detail, request_id: 'req-7', ...more, status };
  const headers = { 'Content-Type': 'application/problem+json' };
  network.use(
    http.all(API_URL + path, ({ request }) =>
      request.method === 'GET'
        ? undefined
        : HttpResponse.json(body, { status, headers: { ...headers, 'Retry-After': '1' } }),
    ),
  );
}

/** That change comes upon a bulk that another admin may still undo. */
export function holdsAWindow(path: string, detail: string, until = Date.now() + 20_000): void {
  refuses(path, 'undo_window_open', detail, { undo_until: new Date(until).toISOString() });
}
