import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';

import { assetOf, completed, pagesOf, processing } from '../test/assets';
import {
  type AssetFilters,
  type AssetPages,
  knownAsset,
  mergeAsset,
  newer,
  newerPages,
  placed,
} from './assets';
import { keys } from './keys';

const EVERYTHING: AssetFilters = { status: null, words: '', deleted: false };
const OLD = assetOf({ asset_id: 'ast_1' });
const YOUNG = assetOf({ asset_id: 'ast_3' });
const BETWEEN = assetOf({ asset_id: 'ast_2', created_at: '2026-11-22T12:00:00.000Z' });

function idsOf(pages: AssetPages): string[][] {
  return pages.pages.map(({ items }) => items.map(({ asset_id }) => asset_id));
}

describe('the newer of two readings', () => {
  it('is the one with the higher version', () => {
    expect(newer(completed(), processing(40)).conversion_status).toBe('completed');
    expect(newer(processing(40), completed()).conversion_status).toBe('completed');
  });

  it('never lets progress go back within a version', () => {
    expect(newer(processing(40), processing(20)).conversion?.progress).toBe(40);
    expect(newer(processing(40), processing(60)).conversion?.progress).toBe(60);
  });
});

describe('an asset in a list', () => {
  it('comes in by its id, newest first', () => {
    expect(idsOf(placed(pagesOf([YOUNG, OLD]), EVERYTHING, BETWEEN))).toEqual([
      ['ast_3', 'ast_2', 'ast_1'],
    ]);
  });

  it('waits for its page when that was not read yet', () => {
    const first = { ...pagesOf([YOUNG]), pages: [{ items: [YOUNG], next_cursor: 'more' }] };
    expect(idsOf(placed(first, EVERYTHING, OLD))).toEqual([['ast_3']]);
  });

  it('leaves when it no longer fits the filters', () => {
    const filters: AssetFilters = { ...EVERYTHING, status: 'processing' };
    expect(idsOf(placed(pagesOf([processing(40)]), filters, completed()))).toEqual([[]]);
  });

  it.each([
    [{ words: 'HAR mp' }, false],
    [{ words: 'harbour_mp' }, false],
    [{ words: 'lobby zoom' }, true],
    [{ words: 'obby' }, false],
    [{ deleted: true }, false],
  ])('fits %o: %s', (changes, fits) => {
    const asset = assetOf({ title: 'zoom_for the Lobby' });
    const list = placed(pagesOf([]), { ...EVERYTHING, ...changes }, asset);
    expect(idsOf(list)[0]).toHaveLength(fits ? 1 : 0);
  });
});

it('is merged into every list and the single reading alike', () => {
  const queries = new QueryClient();
  queries.setQueryData(keys.assets(EVERYTHING), pagesOf([processing(40)]));
  queries.setQueryData(keys.assets({ ...EVERYTHING, status: 'completed' }), pagesOf([]));
  mergeAsset(queries, completed());
  const statuses = queries
    .getQueriesData<AssetPages>({ queryKey: keys.allAssets })
    .map(([, pages]) => pages?.pages[0]?.items[0]?.conversion_status);
  expect(statuses).toEqual(['completed', 'completed']);
  expect(knownAsset(queries, 'ast_1')?.version).toBe(7);
});

it('keeps an equal list the same object, and what frames had told before an old answer', () => {
  const known = pagesOf([completed()]);
  expect(newerPages(known, pagesOf([completed()]))).toBe(known);
  expect(newerPages(known, pagesOf([processing(40)]))).toEqual(known);
});
