/** Reading again what is shown. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * After a change. A first reading that is on its way may have been answered before the change, and
 * would be taken for its result: it is begun anew.
 */
export function readAgain(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  void queries.cancelQueries({ queryKey, predicate: ({ state }) => state.data === undefined });
  return queries.invalidateQueries({ queryKey });
}
