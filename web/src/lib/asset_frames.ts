/** What frames say of assets, put into the query cache; addresses are read, frames carry none. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { Api } from './api';
import { assetQuery } from './asset_query';
import { type Asset, knownAsset, mergeAsset } from './assets';
import { useApi, useTopic } from './connection';
import { keys } from './keys';
import type { Frame, Listener } from './live';
import { readAgain } from './reading';

type ConversionNews = Pick<Asset, 'asset_id' | 'conversion_status' | 'conversion'> & {
  outputs: string[];
};
type HolderNews = Pick<
  Asset,
  'asset_id' | 'user_id' | 'assigned_at' | 'assigned_by' | 'assigned_user_count'
>;

/** What tells the state of an asset; a deletion is seen once the asset is read anew. */
const IS_STATE = /^conversion\.|^asset\.(deleted|restored)$/;

/** Keep all assets in the cache as new as the frames are, while the component is there. */
export function useLiveAssets(): void {
  const queries = useQueryClient();
  const api = useApi();
  const listener = useMemo(() => assetListener(queries, api), [queries, api]);
  useTopic('assets', listener);
}

export function assetListener(queries: QueryClient, api: Api): Listener {
  return {
    onFrame: (frame) => {
      if (frame.type === 'assignment.changed') applyHolders(queries, api, frame);
      else if (IS_STATE.test(frame.type)) applyConversion(queries, api, frame);
    },
    onSubscribed: () => {
      void readAgain(queries, keys.allAssets);
      void readAgain(queries, keys.allSingleAssets);
    },
  };
}

function applyConversion(queries: QueryClient, api: Api, frame: Frame): void {
  const news = frame.data as unknown as ConversionNews;
  const known = knownAsset(queries, news.asset_id);
  if (known && frame.version < known.version) return;
  const isRead = !known || needsReading(known, frame.version, news);
  if (known) {
    const { conversion_status, conversion } = news;
    const version = frame.version;
    const updated_at = version > known.version ? frame.occurred_at : known.updated_at;
    mergeAsset(queries, { ...known, conversion_status, conversion, version, updated_at });
  }
  if (isRead) void refresh(queries, api, news.asset_id);
  if (frame.version !== known?.version) {
    void readAgain(queries, keys.conversion(news.asset_id));
  }
}

/** Whether an asset changed in more than a frame tells: addresses, facts, being deleted. */
function needsReading(known: Asset, version: number, news: ConversionNews): boolean {
  if (known.outputs.length !== news.outputs.length || version > known.version + 1) return true;
  return version > known.version && known.conversion_status === news.conversion_status;
}

function applyHolders(queries: QueryClient, api: Api, frame: Frame): void {
  const news = frame.data as unknown as HolderNews;
  const known = knownAsset(queries, news.asset_id);
  if (known) {
    const { user_id, assigned_at, assigned_by, assigned_user_count } = news;
    mergeAsset(queries, { ...known, user_id, assigned_at, assigned_by, assigned_user_count });
    if (frame.version > known.version) void refresh(queries, api, news.asset_id);
  }
  void readAgain(queries, keys.holders(news.asset_id));
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
