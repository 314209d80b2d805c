import { useInfiniteQuery } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';

/** The users who hold an asset, by id. */
export function useHolders(assetId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.holders(assetId),
    queryFn: ({ pageParam, signal }) => {
      const path = { asset_id: assetId };
      const query = pageParam ? { cursor: pageParam } : {};
      return answer(
        api.GET('/api/admin/assets/{asset_id}/assignments', { params: { path, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
