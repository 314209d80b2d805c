/** Assets in the query cache: every list and every single one shows the newest that is known. */
import { type InfiniteData, type QueryClient, replaceEqualDeep } from '@tanstack/react-query';

import type { components } from './contracts';
import { keys } from './keys';

export type Asset = components['schemas']['Asset'];
export type AssetPage = components['schemas']['AssetPage'];
export type ConversionStatus = components['schemas']['ConversionStatus'];
export type AssetPages = InfiniteData<AssetPage, string | null>;

/** Which assets a list shows; as a query's key it also tells how news fit into that list. */
export interface AssetFilters {
  status: ConversionStatus | null;
  words: string;
  deleted: boolean;
}

/** Of two readings of one asset the later one; progress never goes back within a version. */
export function newer(known: Asset | undefined, told: Asset): Asset {
  if (!known || told.version > known.version) return told;
  if (told.version < known.version) return known;
  const isBehind = (told.conversion?.progress ?? 0) < (known.conversion?.progress ?? 0);
  return isBehind ? { ...told, conversion: known.conversion } : told;
}

/** For a query's `structuralSharing`: an answer that was overtaken by frames takes nothing back. */
export function newerAsset(known: unknown, told: unknown): unknown {
  return replaceEqualDeep(known, newer(known as Asset | undefined, told as Asset));
}

/** As `newerAsset`, for lists. */
export function newerPages(known: unknown, told: unknown): unknown {
  const before = new Map(all(known as AssetPages | undefined).map((a) => [a.asset_id, a]));
  const newest = (asset: Asset) => newer(before.get(asset.asset_id), asset);
  // What is equal stays the same object: a list that is new each time would be drawn for ever.
  return replaceEqualDeep(known, mapped(told as AssetPages, newest));
}

/** What is known of an asset without asking, from whichever reading is the newest. */
export function knownAsset(queries: QueryClient, assetId: string): Asset | undefined {
  const lists = queries.getQueriesData<AssetPages>({ queryKey: keys.allAssets });
  return lists
    .flatMap(([, pages]) => all(pages))
    .filter((asset) => asset.asset_id === assetId)
    .reduce<Asset | undefined>(newer, queries.getQueryData<Asset>(keys.asset(assetId)));
}

/** Put what was told of an asset wherever it belongs, and take it from where it no longer does. */
export function mergeAsset(queries: QueryClient, told: Asset): void {
  const asset = newer(knownAsset(queries, told.asset_id), told);
  queries.setQueryData(keys.asset(asset.asset_id), asset);
  for (const [key] of queries.getQueriesData<AssetPages>({ queryKey: keys.allAssets })) {
    const filters = key[1] as AssetFilters;
    queries.setQueryData<AssetPages>(key, (pages) => pages && placed(pages, filters, asset));
  }
}

/** The list with this asset in its place, newest first, or without it. */
export function placed(pages: AssetPages, filters: AssetFilters, asset: Asset): AssetPages {
  const isThere = all(pages).some(({ asset_id }) => asset_id === asset.asset_id);
  if (!belongs(asset, filters)) return isThere ? without(pages, asset) : pages;
  if (isThere) return mapped(pages, (each) => (each.asset_id === asset.asset_id ? asset : each));
  return inserted(pages, asset);
}

function inserted(pages: AssetPages, asset: Asset): AssetPages {
  const at = pages.pages.findIndex(
    ({ items, next_cursor }) => next_cursor === null || items.some((each) => isAfter(each, asset)),
  );
  // It comes with a page that was not read yet.
  if (at === -1) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page, index) =>
      index === at ? { ...page, items: [...page.items, asset].sort(byAge) } : page,
    ),
  };
}

function isAfter(each: Asset, asset: Asset): boolean {
  return byAge(asset, each) < 0;
}

/** As the server lists them: ids rise with time, `created_at` is a little apart from that. */
function byAge(one: Asset, other: Asset): number {
  return one.asset_id < other.asset_id ? 1 : -1;
}

function belongs(asset: Asset, { status, words, deleted }: AssetFilters): boolean {
  if (status !== null && asset.conversion_status !== status) return false;
  if ((asset.deleted_at !== null) !== deleted) return false;
  const known = wordsOf(`${asset.title} ${asset.filename}`);
  return wordsOf(words).every((wanted) => known.some((word) => word.startsWith(wanted)));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s_]+/)
    .filter(Boolean);
}

function without(pages: AssetPages, asset: Asset): AssetPages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.filter(({ asset_id }) => asset_id !== asset.asset_id),
    })),
  };
}

function mapped(pages: AssetPages, change: (asset: Asset) => Asset): AssetPages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, items: page.items.map(change) })),
  };
}

function all(pages: AssetPages | undefined): Asset[] {
  return pages?.pages.flatMap(({ items }) => items) ?? [];
}
