import { QueryClient } from '@tanstack/react-query';

import { ApiProblem } from '../lib/problem';

// A token that is refused is renewed meanwhile.
const PASSING = new Set([401, 429, 500]);

/** Frames keep what is shown fresh; the client itself repeats what a passing fault stopped. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: isWorthRetrying },
      mutations: { retry: false },
    },
  });
}

function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiProblem && PASSING.has(error.status);
}
