import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, it } from 'vitest';

import { bulkOf, newsOf } from '../test/bulks';
import type { Bulk } from './bulks';
import { keys } from './keys';
import { bulkListener } from './live_bulks';

const SHOWN = [
  keys.holders('ast_1'),
  keys.holders('ast_2'),
  keys.users(''),
  keys.user('anna'),
  keys.history('anna', {}),
];

let queries: QueryClient;

beforeEach(() => {
  queries = new QueryClient();
  for (const key of SHOWN) queries.setQueryData(key, {});
});

function isRead(key: readonly unknown[]): boolean {
  return queries.getQueryState(key)?.isInvalidated ?? false;
}

it.each(['committed', 'undone', 'sealed', 'aborted'] as const)(
  'has all that a bulk changes read again when it is %s',
  (status) => {
    bulkListener(queries).onFrame(newsOf(bulkOf({ status })));
    expect(SHOWN.filter((key) => !isRead(key))).toEqual([]);
    expect(queries.getQueryData(keys.bulksOf('ast_1'))).toEqual(['blk_1']);
  },
);

it('keeps what a frame says of a known bulk, and drops what is older', () => {
  const listener = bulkListener(queries);
  queries.setQueryData(keys.bulk('blk_1'), bulkOf({ note: 'Spring' }));
  listener.onFrame(newsOf(bulkOf({ status: 'undone', undone_by: 'grace' })));
  listener.onFrame(newsOf(bulkOf()));
  expect(queries.getQueryData<Bulk>(keys.bulk('blk_1'))).toMatchObject({
    status: 'undone',
    undone_by: 'grace',
    note: 'Spring',
  });
});

it('takes no other frame for news of a bulk', () => {
  bulkListener(queries).onFrame({ ...newsOf(bulkOf()), type: 'conversion.progress' });
  expect(SHOWN.filter(isRead)).toEqual([]);
});

it('has bulks read again once frames come', () => {
  queries.setQueryData(keys.bulk('blk_1'), bulkOf());
  bulkListener(queries).onGap?.();
  expect(isRead(keys.bulk('blk_1'))).toBe(true);
});
