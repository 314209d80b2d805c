import { useInfiniteQuery } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import type { HistoryAction } from '../../lib/people';

/** A user's history, the newest first; with an action, only entries of that kind. */
export function useHistory(userId: string, action: HistoryAction | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.history(userId, { action }),
    queryFn: ({ pageParam, signal }) => {
      const path = { user_id: userId };
      const query = { ...(action && { action }), ...(pageParam && { cursor: pageParam }) };
      const params = { path, query };
      return answer(api.GET('/api/admin/users/{user_id}/assignment-history', { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
