import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, it } from 'vitest';

import { assignmentOf, changeOf, userOf } from '../test/people';
import { keys } from './keys';
import { userListener } from './live_users';
import type { Listener } from './live';
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
  listener.onSubscribed?.(null);
  expect(isStale(keys.user('anna'))).toBe(true);
  expect(isStale(keys.history('anna', {}))).toBe(true);
});

it('keeps the later of two readings', () => {
  const [older, later] = [userOf({ version: 1 }), userOf({ version: 2 })];
  expect(newerUser(later, older)).toBe(later);
  expect(newerUser(older, later)).toBe(later);
  expect(newerUser(undefined, older)).toBe(older);
});
