/** What frames say of assets, put into the query cache; addresses are read, frames carry none. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { Api } from './api';
import { assetReader } from './asset_reader';
import { type Asset, knownAsset, mergeAsset } from './assets';
import { useApi, useTopic } from './connection';
import type { Frame, Listener } from './frames';
import { keys } from './keys';
import { readAgain } from './reading';

type ConversionNews = Pick<Asset, 'asset_id' | 'conversion_status' | 'conversion'> & {
  outputs: string[];
};
type HolderNews = Pick<
  Asset,
  'asset_id' | 'user_id' | 'assigned_at' | 'assigned_by' | 'assigned_user_count'
>;
interface Present {
  conversion: ConversionNews;
  holders: HolderNews;
  deleted_at: string | null;
}

/** What tells the state of an asset; a deletion is seen once the asset is read anew. */
const IS_STATE = /^conversion\.|^asset\.(deleted|restored)$/;

/** Keep all assets in the cache as new as the frames are, while the component is there. */
export function useLiveAssets(): void {
  const queries = useQueryClient();
  const api = useApi();
  const listener = useMemo(() => assetListener(queries, api), [queries, api]);
  useTopic('assets', listener);
}

/** As `useLiveAssets`, for one. */
export function useLiveAsset(assetId: string): void {
  const queries = useQueryClient();
  const api = useApi();
  const listener = useMemo(() => {
    const { onFrame } = assetListener(queries, api);
    return { onFrame, onGap: () => void readAgain(queries, keys.asset(assetId)) };
  }, [queries, api, assetId]);
  useTopic(`asset:${assetId}`, listener);
}

export function assetListener(queries: QueryClient, api: Api): Listener {
  const read = assetReader(queries, api);
  return {
    onFrame: (frame) => {
      if (frame.type === 'assignment.changed') applyHolders(queries, read, frame);
      else if (frame.type === 'asset.snapshot') applyPresent(queries, read, frame);
      else if (IS_STATE.test(frame.type)) applyConversion(queries, read, frame);
    },
    onGap: () => {
      void readAgain(queries, keys.allAssets);
      void readAgain(queries, keys.allSingleAssets);
    },
  };
}

type Read = (assetId: string) => void;

function applyConversion(queries: QueryClient, read: Read, frame: Frame): void {
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
  if (isRead) read(news.asset_id);
  if (frame.version !== known?.version) {
    void readAgain(queries, keys.conversion(news.asset_id));
  }
}

/** Whether an asset changed in more than a frame tells: addresses, facts, being deleted. */
function needsReading(known: Asset, version: number, news: ConversionNews): boolean {
  if (known.outputs.length !== news.outputs.length || version > known.version + 1) return true;
  return version > known.version && known.conversion_status === news.conversion_status;
}

function applyHolders(queries: QueryClient, read: Read, frame: Frame): void {
  const news = frame.data as unknown as HolderNews;
  const known = knownAsset(queries, news.asset_id);
  if (known) {
    mergeAsset(queries, { ...known, ...held(news) });
    if (frame.version > known.version) read(news.asset_id);
  }
  void readAgain(queries, keys.holders(news.asset_id));
}

/** All of an asset at once, for who has missed something of it. */
function applyPresent(queries: QueryClient, read: Read, frame: Frame): void {
  const { conversion: news, holders, deleted_at } = frame.data as unknown as Present;
  const known = knownAsset(queries, news.asset_id);
  if (known && frame.version >= known.version) {
    const { conversion_status, conversion } = news;
    const state = { conversion_status, conversion, deleted_at, version: frame.version };
    mergeAsset(queries, { ...known, ...state, ...held(holders) });
  }
  read(news.asset_id);
  void readAgain(queries, keys.conversion(news.asset_id));
  void readAgain(queries, keys.holders(news.asset_id));
}

function held({ user_id, assigned_at, assigned_by, assigned_user_count }: HolderNews) {
  return { user_id, assigned_at, assigned_by, assigned_user_count };
}
