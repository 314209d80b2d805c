/** Reads assets of which frames do not tell everything; many at once, in few requests. */
import type { QueryClient } from '@tanstack/react-query';

import type { Api } from './api';
import { assetQuery } from './asset_query';
import { mergeAsset } from './assets';
import { gathered } from './gathered';
import { keys } from './keys';
import { readAgain } from './reading';

const AT_MOST_EVERY_MS = 1000;
/** Of more assets than these, the lists that are shown are read. */
const EACH_AT_MOST = 10;

/** Have an asset read; the answer goes wherever the asset is shown. */
export function assetReader(queries: QueryClient, api: Api): (assetId: string) => void {
  return gathered<string>(AT_MOST_EVERY_MS, (assetIds) => {
    if (assetIds.size <= EACH_AT_MOST) {
      for (const assetId of assetIds) void refresh(queries, api, assetId);
      return;
    }
    void readAgain(queries, keys.allAssets);
    for (const assetId of assetIds) void readAgain(queries, keys.asset(assetId));
  });
}

async function refresh(queries: QueryClient, api: Api, assetId: string): Promise<void> {
  const queryKey = keys.asset(assetId);
  // One that is on its way may have been answered before this change.
  await queries.cancelQueries({ queryKey, exact: true });
  try {
    mergeAsset(queries, await queries.query({ ...assetQuery(api, assetId), staleTime: 0 }));
  } catch {
    // The next frame or subscription reads it again; whoever looks at it sees what went wrong.
  }
}
