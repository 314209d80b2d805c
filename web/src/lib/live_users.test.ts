import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, it, vi } from 'vitest';

import { bulkOf, newsOf } from '../test/bulks';
import { assignmentOf, changeOf, userOf } from '../test/people';
import { keys } from './keys';
import { userListener, userListsListener } from './live_users';
import type { Listener } from './frames';
import { newerUser, type User } from './people';

let queries: QueryClient;
let listener: Listener;

beforeEach(() => {
  queries = new QueryClient();
  listener = userListener(queries, 'anna');
});

function anna(): User | undefined {
  return queries.getQueryData<User>(keys.user('anna'));
}

function isStale(key: readonly unknown[]): boolean {
  return queries.getQueryState(key)?.isInvalidated ?? false;
}

it('shows at once what a frame says that a user holds', () => {
  queries.setQueryData(keys.user('anna'), userOf());
  listener.onFrame(changeOf(assignmentOf()));
  expect(anna()?.current?.asset_id).toBe('ast_1');
});

it('shows nothing where a frame says that a user holds nothing', () => {
  queries.setQueryData(keys.user('anna'), userOf({ current: assignmentOf() }));
  listener.onFrame(changeOf(assignmentOf({ sequence: 2, asset_id: null })));
  expect(anna()?.current).toBeNull();
});

it('takes nothing back for a frame that comes late', () => {
  const current = assignmentOf({ sequence: 3, asset_id: 'ast_3' });
  queries.setQueryData(keys.user('anna'), userOf({ current }));
  listener.onFrame(changeOf(assignmentOf({ sequence: 2 })));
  expect(anna()?.current).toEqual(current);
});

it('has read again what follows: histories, lists, both assets', () => {
  const all = [
    keys.history('anna', { action: null }),
    keys.history('anna', { action: 'assign' }),
    keys.users('ann'),
    keys.asset('ast_1'),
    keys.holders('ast_1'),
    keys.asset('ast_0'),
  ];
  const others = [keys.user('ben'), keys.history('ben', {}), keys.asset('ast_2')];
  for (const key of [...all, ...others]) queries.setQueryData(key, {});
  listener.onFrame(changeOf(assignmentOf({ previous_asset_id: 'ast_0' })));
  expect(all.map(isStale)).toEqual(all.map(() => true));
  expect(others.map(isStale)).toEqual(others.map(() => false));
});

it('leaves everything alone for frames of another kind', () => {
  queries.setQueryData(keys.user('anna'), userOf());
  listener.onFrame({ ...changeOf(assignmentOf()), type: 'something.new' });
  expect(anna()).toEqual(userOf());
  expect(isStale(keys.user('anna'))).toBe(false);
});

it('reads again what may have been missed while nobody listened', () => {
  queries.setQueryData(keys.user('anna'), userOf());
  queries.setQueryData(keys.history('anna', {}), {});
  listener.onGap?.();
  expect(isStale(keys.user('anna'))).toBe(true);
  expect(isStale(keys.history('anna', {}))).toBe(true);
});

it.each([
  ['what they hold by a snapshot', assignmentOf(), 'ast_1'],
  ['nothing by a snapshot of one who never held anything', null, undefined],
])('shows %s, and reads the rest', (_, held, expected) => {
  queries.setQueryData(keys.user('anna'), userOf());
  queries.setQueryData(keys.history('anna', {}), {});
  const data = { user_id: 'anna', held, entries: [], is_complete: true };
  listener.onFrame({ ...changeOf(assignmentOf()), type: 'user.snapshot', data });
  expect(anna()?.current?.asset_id).toBe(expected);
  expect(isStale(keys.user('anna'))).toBe(true);
  expect(isStale(keys.history('anna', {}))).toBe(true);
});

it('reads the user again when a bulk had them among its members', () => {
  queries.setQueryData(keys.user('anna'), userOf());
  queries.setQueryData(keys.history('anna', {}), {});
  listener.onFrame({ ...newsOf(bulkOf()), topic: 'user:anna', cursor: '3' });
  expect(isStale(keys.user('anna'))).toBe(true);
  expect(isStale(keys.history('anna', {}))).toBe(true);
});

it('has lists of users read at most once a second', async () => {
  vi.useFakeTimers();
  const read = vi.spyOn(queries, 'invalidateQueries');
  const lists = userListsListener(queries);
  lists.onGap?.();
  for (let at = 0; at < 100; at += 1) lists.onFrame(changeOf(assignmentOf({ sequence: at })));
  await vi.advanceTimersByTimeAsync(5000);
  expect(read).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

it('keeps the later of two readings', () => {
  const [older, later] = [userOf({ version: 1 }), userOf({ version: 2 })];
  expect(newerUser(later, older)).toBe(later);
  expect(newerUser(older, later)).toBe(later);
  expect(newerUser(undefined, older)).toBe(older);
});
