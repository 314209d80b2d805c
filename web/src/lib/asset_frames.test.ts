import { QueryClient } from '@tanstack/react-query';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it, vi } from 'vitest';

import { assetOf, completed, frameOf, pagesOf, processing } from '../test/assets';
import { API_URL, connectedAs } from '../test/connected';
import { network, withNetwork } from '../test/network';
import { assetListener } from './asset_frames';
import { type Asset, type AssetPages, knownAsset } from './assets';
import { keys } from './keys';
import type { Frame, Listener } from './frames';

const LIST = keys.assets({ status: null, words: '', deleted: false });
const reads = vi.fn();

withNetwork();

let queries: QueryClient;
let listener: Listener;

beforeEach(() => {
  reads.mockReset();
  queries = new QueryClient();
  listener = assetListener(queries, connectedAs('ada', ['admin']).api);
});

function serverHas(asset: Asset): void {
  network.use(
    http.get(`${API_URL}/api/admin/assets/${asset.asset_id}`, () => {
      reads();
      return HttpResponse.json(asset);
    }),
  );
}

function listed(): Asset[] {
  return queries.getQueryData<AssetPages>(LIST)?.pages.flatMap(({ items }) => items) ?? [];
}

it('takes progress from a frame without reading anything', () => {
  queries.setQueryData(LIST, pagesOf([processing(10)]));
  listener.onFrame(frameOf(processing(55), 'conversion.progress'));
  expect(listed()[0]?.conversion?.progress).toBe(55);
  expect(reads).not.toHaveBeenCalled();
});

it('drops a frame that is older than what is known', () => {
  queries.setQueryData(LIST, pagesOf([completed()]));
  listener.onFrame(frameOf(processing(55)));
  expect(listed()[0]?.conversion_status).toBe('completed');
});

it('reads the asset when an output appeared, for its address', async () => {
  const thumbnail = completed().outputs.slice(0, 1);
  const told = processing(10, { outputs: thumbnail, thumbnail_url: 'http://t', version: 4 });
  serverHas(told);
  queries.setQueryData(LIST, pagesOf([processing(2)]));
  listener.onFrame(frameOf(told, 'conversion.output_ready'));
  await vi.waitFor(() => {
    expect(listed()[0]?.thumbnail_url).toBe('http://t');
  });
});

it.each([
  ['versions jumped', processing(2, { version: 9 })],
  ['the version rose and the state did not, as by a deletion', processing(2, { version: 4 })],
])('reads the asset when %s', async (_, told) => {
  serverHas({ ...told, deleted_at: '2026-11-22T10:09:00.000Z' });
  queries.setQueryData(LIST, pagesOf([processing(2)]));
  listener.onFrame(frameOf(told));
  await vi.waitFor(() => {
    expect(listed()).toEqual([]);
  });
});

it.each([
  [
    'asset.deleted' as const,
    completed(),
    completed({ version: 9, deleted_at: '2026-11-22T10:09:00.000Z' }),
  ],
  [
    'asset.restored' as const,
    completed({ deleted_at: '2026-11-22T10:09:00.000Z' }),
    completed({ version: 9 }),
  ],
])('reads the asset anew at %s', async (type, known, told) => {
  serverHas(told);
  queries.setQueryData(keys.asset('ast_1'), known);
  listener.onFrame(frameOf(told, type));
  await vi.waitFor(() => {
    expect(knownAsset(queries, 'ast_1')).toMatchObject({ version: 9, deleted_at: told.deleted_at });
  });
});

it('reads an asset that nobody here has heard of, and lists it', async () => {
  serverHas(assetOf());
  queries.setQueryData(LIST, pagesOf([]));
  listener.onFrame(frameOf(assetOf()));
  await vi.waitFor(() => {
    expect(listed().map(({ asset_id }) => asset_id)).toEqual(['ast_1']);
  });
});

it('takes from a frame who holds an asset, and has the holders read again', () => {
  const holders = keys.holders('ast_1');
  queries.setQueryData(LIST, pagesOf([completed()]));
  queries.setQueryData(holders, {});
  const data = { asset_id: 'ast_1', user_id: 'grace', assigned_user_count: 3 };
  const frame: Frame = { ...frameOf(completed()), type: 'assignment.changed', data };
  listener.onFrame(frame);
  expect(knownAsset(queries, 'ast_1')).toMatchObject({ user_id: 'grace', assigned_user_count: 3 });
  expect(queries.getQueryState(holders)?.isInvalidated).toBe(true);
});

it('takes the present from a snapshot, and has read what follows from it', async () => {
  const known = processing(10);
  const told = completed({ version: 9, deleted_at: '2026-11-22T10:09:00.000Z' });
  serverHas(told);
  queries.setQueryData(LIST, pagesOf([known]));
  const others = [keys.holders('ast_1'), keys.conversion('ast_1')];
  for (const key of others) queries.setQueryData(key, {});
  const { data } = frameOf(told);
  const holders = { asset_id: 'ast_1', user_id: 'grace', assigned_user_count: 3 };
  const present = { conversion: data, holders, deleted_at: told.deleted_at };
  listener.onFrame({ ...frameOf(told, 'asset.snapshot'), topic: 'asset:ast_1', data: present });
  expect(listed()).toEqual([]);
  expect(knownAsset(queries, 'ast_1')).toMatchObject({ version: 9, user_id: 'grace' });
  expect(others.map((key) => queries.getQueryState(key)?.isInvalidated)).toEqual([true, true]);
  await vi.waitFor(() => {
    expect(knownAsset(queries, 'ast_1')).toEqual(told);
  });
});

it('takes nothing back for a snapshot that comes late', async () => {
  serverHas(completed());
  queries.setQueryData(LIST, pagesOf([completed()]));
  const present = { conversion: frameOf(processing(10)).data, holders: {}, deleted_at: null };
  listener.onFrame({ ...frameOf(processing(10), 'asset.snapshot'), data: present });
  await vi.waitFor(() => {
    expect(reads).toHaveBeenCalledOnce();
  });
  expect(listed()).toEqual([completed()]);
});

it('reads lists rather than each asset when many have changed', async () => {
  const many = Array.from({ length: 30 }, (_, at) => assetOf({ asset_id: `ast_${at}` }));
  for (const asset of many) serverHas(asset);
  queries.setQueryData(LIST, pagesOf([]));
  for (const asset of many) listener.onFrame(frameOf(asset));
  await vi.waitFor(
    () => {
      expect(queries.getQueryState(LIST)?.isInvalidated).toBe(true);
    },
    { timeout: 3000 },
  );
  expect(reads).toHaveBeenCalledOnce();
});

it('has everything read again where something may have been missed', () => {
  queries.setQueryData(LIST, pagesOf([completed()]));
  queries.setQueryData(keys.asset('ast_1'), completed());
  listener.onGap?.();
  expect(queries.getQueryState(LIST)?.isInvalidated).toBe(true);
  expect(queries.getQueryState(keys.asset('ast_1'))?.isInvalidated).toBe(true);
});
