/** How users are read: one, and those whom a query finds. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { type Api, answer } from './api';
import { keys } from './keys';
import { newerUser } from './people';

export function userQuery(api: Api, userId: string) {
  return queryOptions({
    queryKey: keys.user(userId),
    queryFn: ({ signal }) => {
      const params = { path: { user_id: userId } };
      return answer(api.GET('/api/admin/users/{user_id}', { params, signal }));
    },
    structuralSharing: newerUser,
  });
}

export function usersQuery(api: Api, words: string) {
  return infiniteQueryOptions({
    queryKey: keys.users(words),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(words && { query: words }), ...(pageParam && { cursor: pageParam }) };
      return answer(api.GET('/api/admin/users', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}
