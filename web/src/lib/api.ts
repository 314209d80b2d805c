/** The API's client: typed by its OpenAPI document, signed in, and safe to repeat. */
import createClient, { type Client } from 'openapi-fetch';

import type { ServerClock } from './clock';
import type { paths } from './contracts';
import { problemOf, Unreachable } from './problem';

export type Api = Client<paths>;

export interface Connection {
  baseUrl: string;
  clock: ServerClock;
  token: () => Promise<string | undefined>;
  /** Told when the server no longer accepts the token. */
  onRefused: () => void;
  fetch?: (request: Request) => Promise<Response>;
}

const TRIES = 3;
const PASSING = new Set([502, 503, 504]);
const FIRST_PAUSE_MS = 300;

/** Every answer that is not a success is thrown, as an ApiProblem or as Unreachable. */
export function createApi(connection: Connection): Api {
  const api = createClient<paths>({
    baseUrl: connection.baseUrl,
    fetch: (request) => persistently(request, connection),
  });
  api.use({
    async onRequest({ request }) {
      const token = await connection.token();
      if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
      // One key for all tries of one call: the server does it once, however often it arrives.
      if (request.method !== 'GET' && !request.headers.has('Idempotency-Key')) {
        request.headers.set('Idempotency-Key', crypto.randomUUID());
      }
    },
    async onResponse({ response }) {
      if (response.status === 401) connection.onRefused();
      if (!response.ok) throw await problemOf(response);
    },
  });
  return api;
}

/** What a call answered; the client above throws everything but a success. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

async function persistently(request: Request, connection: Connection): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const isLast = tried === TRIES;
    const response = await once(request.clone(), connection, isLast);
    if (response && (isLast || !PASSING.has(response.status))) return response;
    await pause(FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random()), request.signal);
  }
}

async function once(
  request: Request,
  { clock, fetch = globalThis.fetch }: Connection,
  isLast: boolean,
): Promise<Response | null> {
  const sent = clock.local();
  try {
    const response = await fetch(request);
    clock.observeAnswer(response, sent);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    if (isLast) throw new Unreachable(error);
    return null;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
