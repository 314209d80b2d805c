import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { type Asset, type AssetFilters, newer, newerPages } from '../../lib/assets';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';

/** The assets that these filters let through, newest first, page by page. */
export function useAssets(filters: AssetFilters) {
  const api = useApi();
  const queries = useQueryClient();
  return useInfiniteQuery({
    queryKey: keys.assets(filters),
    queryFn: async ({ pageParam, signal }) => {
      const query = queryOf(filters, pageParam);
      const page = await answer(api.GET('/api/admin/assets', { params: { query }, signal }));
      // A frame may have told more of an asset while its list was on the way.
      const newest = (asset: Asset) =>
        newer(queries.getQueryData(keys.asset(asset.asset_id)), asset);
      return { ...page, items: page.items.map(newest) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    structuralSharing: newerPages,
    placeholderData: keepPreviousData,
  });
}

function queryOf({ status, words, deleted }: AssetFilters, cursor: string | null) {
  return {
    ...(status && { conversion_status: status }),
    ...(words && { query: words }),
    ...(deleted && { deleted }),
    ...(cursor && { cursor }),
  };
}
