/** Bulk operations in the query cache: one asset for many users at once. */
import type { QueryClient } from '@tanstack/react-query';

import type { components } from './contracts';
import { isHolders, keys } from './keys';
import { readAgain } from './reading';

export type Bulk = components['schemas']['BulkOperation'];
export type BulkPreview = components['schemas']['BulkPreview'];

/** How many users one bulk may have. */
export const MOST_USERS = 10_000;

/** Nothing goes back: of two readings the one that is further on is the later. */
const RANK: Record<Bulk['status'], number> = {
  preparing: 0,
  committed: 1,
  sealed: 2,
  undone: 2,
  aborted: 2,
};

export function isBehind(told: Pick<Bulk, 'status'>, known: Bulk | undefined): boolean {
  return known !== undefined && RANK[told.status] < RANK[known.status];
}

/** For a query's `structuralSharing`: an answer that was overtaken takes nothing back. */
export function newerBulk(known: unknown, told: unknown): unknown {
  return isBehind(told as Bulk, known as Bulk | undefined) ? known : told;
}

/** Keep what was told of a bulk, where those who look at its asset find it. */
export function noteBulk(queries: QueryClient, bulk: Bulk): void {
  queries.setQueryData<Bulk>(keys.bulk(bulk.bulk_id), (known) =>
    isBehind(bulk, known) ? known : bulk,
  );
  noteBulkOf(queries, bulk);
}

export function noteBulkOf(
  queries: QueryClient,
  { asset_id, bulk_id }: Pick<Bulk, 'asset_id' | 'bulk_id'>,
): void {
  queries.setQueryData<string[]>(keys.bulksOf(asset_id), (ids = []) =>
    ids.includes(bulk_id) ? ids : [...ids, bulk_id],
  );
}

/**
 * After a bulk was decided: anybody may hold something else, and any asset be held by others. How
 * many they are is told by a frame of each asset, once the server has counted.
 */
export function readWhatBulksChange(queries: QueryClient): void {
  void queries.invalidateQueries({ predicate: ({ queryKey }) => isHolders(queryKey) });
  void readAgain(queries, keys.allSingleUsers);
  void readAgain(queries, keys.allUsers);
}
