/** What frames say of users, put into the query cache. */
import { useThrottledCallback } from '@mantine/hooks';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useTopic } from './connection';
import { keys } from './keys';
import type { Frame, Listener } from './live';
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
  const read = useThrottledCallback(() => {
    void readAgain(queries, keys.allUsers);
  }, LISTS_AT_MOST_EVERY_MS);
  const listener = useMemo(
    () => ({
      onFrame: ({ type }: Frame) => {
        if (type === 'assignment.changed') read();
      },
      onSubscribed: read,
    }),
    [read],
  );
  useTopic('assets', listener);
}

export function userListener(queries: QueryClient, userId: string): Listener {
  return {
    onFrame: ({ type, data }) => {
      if (type === 'assignment.changed') applyAssignment(queries, data as unknown as Assignment);
    },
    onSubscribed: () => {
      void readAgain(queries, keys.user(userId));
    },
  };
}
