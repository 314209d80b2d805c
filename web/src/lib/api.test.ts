import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { answer, type Api, createApi } from './api';
import { ServerClock } from './clock';
import { ApiProblem, Unreachable } from './problem';

const send = vi.fn<(request: Request) => Promise<Response>>();
const onRefused = vi.fn();
let api: Api;

beforeEach(() => {
  vi.useFakeTimers();
  send.mockReset();
  onRefused.mockReset();
  api = createApi({
    baseUrl: 'http://api.test',
    clock: new ServerClock(),
    token: () => Promise.resolve('secret'),
    onRefused,
    fetch: send,
  });
});

afterEach(() => {
  vi.useRealTimers();
});

function ticket() {
  return answer(api.POST('/api/admin/websocket-tickets'));
}

function list() {
  return answer(api.GET('/api/admin/assets'));
}

function json(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const failure = call.then(
    () => null,
    (error: unknown) => error,
  );
  await vi.runAllTimersAsync();
  return failure;
}

function keys(): (string | null)[] {
  return send.mock.calls.map(([request]) => request.headers.get('Idempotency-Key'));
}

it('sends the token, and gives the body of a success', async () => {
  send.mockResolvedValue(json({ items: [], next_cursor: null }));
  expect(await list()).toEqual({ items: [], next_cursor: null });
  expect(send.mock.calls[0]?.[0].headers.get('Authorization')).toBe('Bearer secret');
  expect(keys()).toEqual([null]);
});

it('repeats a change whose answer was lost with the same key, and another one with another', async () => {
  send
    .mockRejectedValueOnce(new TypeError('network'))
    .mockResolvedValueOnce(json({}, 503))
    .mockImplementation(() => Promise.resolve(json({ ticket: 't' }, 201)));
  const first = ticket();
  await vi.runAllTimersAsync();
  expect(await first).toEqual({ ticket: 't' });
  await ticket();
  const [lost, repeated, last, other] = keys();
  expect(lost).toMatch(/^[0-9a-f-]{36}$/);
  expect([repeated, last]).toEqual([lost, lost]);
  expect(other).not.toBe(lost);
});

it('says in the end that nobody can be reached', async () => {
  send.mockRejectedValue(new TypeError('network'));
  expect(await failureOf(list())).toBeInstanceOf(Unreachable);
  expect(send).toHaveBeenCalledTimes(3);
});

it('does not repeat what was refused, and keeps everything that the problem says', async () => {
  const errors = [{ loc: 'body.user_id', code: 'missing', message: 'It is missing.' }];
  send.mockResolvedValue(
    json(
      {
        title: 'The undo window is closed',
        status: 409,
        detail: 'It ended.',
        code: 'undo_window_expired',
        request_id: 'r-1',
        errors,
        undo_until: '2026-11-22T10:00:00.000Z',
      },
      409,
      { 'Content-Type': 'application/problem+json', 'Retry-After': '3' },
    ),
  );
  const problem = (await failureOf(ticket())) as ApiProblem;
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({
    status: 409,
    code: 'undo_window_expired',
    detail: 'It ended.',
    request_id: 'r-1',
    retry_after_s: 3,
  });
  expect(problem.problem.errors).toEqual(errors);
  expect(problem.problem.more['undo_until']).toBe('2026-11-22T10:00:00.000Z');
  expect(send).toHaveBeenCalledOnce();
});

it('makes a problem of the gateway’s own answers and tells of a token that is refused', async () => {
  send.mockResolvedValue(json({ message: 'Unauthorized' }, 401, { 'X-Request-Id': 'g-1' }));
  const problem = (await failureOf(list())) as ApiProblem;
  expect(problem).toMatchObject({ code: 'http_401', detail: 'Unauthorized', request_id: 'g-1' });
  expect(onRefused).toHaveBeenCalledOnce();
});

it('makes a problem also of what is no JSON', async () => {
  send.mockResolvedValue(new Response('<html>', { status: 413 }));
  expect(await failureOf(list())).toMatchObject({ code: 'http_413', status: 413 });
});

it('stops repeating when nobody waits any more', async () => {
  const leaving = new AbortController();
  send.mockImplementation(() => {
    leaving.abort();
    return Promise.reject(new DOMException('left', 'AbortError'));
  });
  const failure = await failureOf(api.GET('/api/admin/assets', { signal: leaving.signal }));
  expect(failure).toMatchObject({ name: 'AbortError' });
  expect(send).toHaveBeenCalledOnce();
});
