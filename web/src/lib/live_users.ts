/** What frames say of users, put into the query cache. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useTopic } from './connection';
import type { Frame, Listener } from './frames';
import { gathered } from './gathered';
import { keys } from './keys';
import { type Assignment, applyAssignment } from './people';
import { readAgain } from './reading';

const LISTS_AT_MOST_EVERY_MS = 1000;

/** Keep a user and their history as new as the frames are; null keeps nobody. */
export function useLiveUser(userId: string | null): void {
  const queries = useQueryClient();
  const listener = useMemo(() => userListener(queries, userId ?? ''), [queries, userId]);
  useTopic(userId === null ? null : `user:${userId}`, listener);
}

/** Read lists of users again when anybody was given something, or lost it. */
export function useLiveUsers(): void {
  const queries = useQueryClient();
  const listener = useMemo(() => userListsListener(queries), [queries]);
  useTopic('assets', listener);
}

export function userListsListener(queries: QueryClient): Listener {
  const read = gathered<'lists'>(LISTS_AT_MOST_EVERY_MS, () => {
    void readAgain(queries, keys.allUsers);
  });
  return {
    onFrame: ({ type }) => {
      if (type === 'assignment.changed') read('lists');
    },
    onGap: () => {
      read('lists');
    },
  };
}

export function userListener(queries: QueryClient, userId: string): Listener {
  const read = () => void readAgain(queries, keys.user(userId));
  return {
    onFrame: (frame) => {
      const held = heldSince(frame);
      if (held) applyAssignment(queries, held);
      // A snapshot tells also of names, and of entries before the last one; a bulk of all members.
      if (frame.type === 'user.snapshot' || frame.type.startsWith('bulk.')) read();
    },
    onGap: read,
  };
}

/** What a user holds by a frame of their topic; null where it does not tell. */
export function heldSince({ type, data }: Frame): Assignment | null {
  if (type === 'user.snapshot') return data['held'] as Assignment | null;
  return type === 'assignment.changed' ? (data as unknown as Assignment) : null;
}
