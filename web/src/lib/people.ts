/** Users, what they hold and their histories, as the API shows them. */
import type { QueryClient } from '@tanstack/react-query';

import type { components } from './contracts';
import { keys } from './keys';
import { readAgain } from './reading';

export type User = components['schemas']['User'];
export type Assignment = components['schemas']['Assignment'];
export type HistoryEntry = components['schemas']['HistoryEntry'];
export type HistoryAction = components['schemas']['HistoryAction'];

const USER_ID = /^(?!\.{1,2}$)[A-Za-z0-9._@:+-]{1,128}$/;

/** Whether the text has the form of a user id; nothing else is asked for. */
export function isUserId(text: string): boolean {
  return USER_ID.test(text);
}

/** Of two readings of one user the later one. */
export function newerUser(known: unknown, told: unknown): unknown {
  const before = known as User | undefined;
  const after = told as User;
  return before && before.version > after.version ? before : after;
}

/** After a change of what somebody holds: show it at once, and read what else follows from it. */
export function applyAssignment(queries: QueryClient, assignment: Assignment): void {
  const { user_id, asset_id, previous_asset_id } = assignment;
  queries.setQueryData<User>(keys.user(user_id), (user) =>
    user && isNews(user, assignment)
      ? { ...user, current: asset_id === null ? null : assignment }
      : user,
  );
  void readAgain(queries, keys.user(user_id));
  void readAgain(queries, keys.allUsers);
  for (const asset of [asset_id, previous_asset_id]) {
    if (asset !== null) void readAgain(queries, keys.asset(asset));
  }
}

function isNews({ current }: User, { sequence }: Assignment): boolean {
  return current === null || current.sequence < sequence;
}
