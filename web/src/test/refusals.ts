/** What the API refuses, as a problem. */
import { http, HttpResponse } from 'msw';

import { API_URL } from './connected';
import { network } from './network';

/** That change is refused from now on with these words. */
export function refuses(path: string, code: string, detail: string, status = 409): void {
  const body = { title: 'Refused', status, code, detail, request_id: 'req-7' };
  const headers = { 'Content-Type': 'application/problem+json' };
  network.use(
    http.all(API_URL + path, ({ request }) =>
      request.method === 'GET'
        ? undefined
        : HttpResponse.json(body, { status, headers: { ...headers, 'Retry-After': '1' } }),
    ),
  );
}
