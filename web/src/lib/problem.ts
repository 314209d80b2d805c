/** What the API says when it refuses: a problem of RFC 9457 with a stable code. */

export interface Fault {
  loc: string;
  code: string;
  message: string;
  /** Of a user who can't be given an asset. */
  user_id?: string | null;
}

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  request_id: string | null;
  errors: Fault[];
  error_count: number;
  /** Whatever else this code carries, such as `undo_until`. */
  more: Record<string, unknown>;
}

/** An answer that is not a success. `code` is for programs, `detail` for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string | null;
  readonly retry_after_s: number | null;

  constructor(
    readonly problem: Problem,
    retryAfter: string | null = null,
  ) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.request_id = problem.request_id;
    this.retry_after_s = retryAfter === null ? null : Number(retryAfter) || null;
  }
}

/** Whether another admin's undo is in the way, which an override would take away. */
export function isWindowOpen(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.code === 'undo_window_open';
}

/** No answer came at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor(cause: unknown) {
    super('The server could not be reached. Check your connection and try again.', { cause });
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const found = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const problem = read(found, response.status);
  const title = problem.title || response.statusText;
  const request_id = problem.request_id ?? response.headers.get('X-Request-Id');
  return new ApiProblem({ ...problem, title, request_id }, response.headers.get('Retry-After'));
}

/** A problem that is a part of another answer. */
export function toldProblem(told: { status: number }): ApiProblem {
  return new ApiProblem(read({ ...told }, told.status));
}

function read(found: Record<string, unknown>, status: number): Problem {
  const { code, title, detail, request_id, errors, error_count, ...more } = found;
  const faults = Array.isArray(errors) ? (errors as Fault[]) : [];
  return {
    status,
    // The gateway's own answers carry a message and no code.
    code: text(code) ?? `http_${status}`,
    title: text(title) ?? '',
    detail: text(detail) ?? text(found['message']) ?? `The server answered ${status}.`,
    request_id: text(request_id),
    errors: faults,
    error_count: typeof error_count === 'number' ? error_count : faults.length,
    more,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
