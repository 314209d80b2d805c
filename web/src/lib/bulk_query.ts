/** How a bulk is read, and followed until it is decided. */
import { queryOptions, useQuery } from '@tanstack/react-query';

import { type Api, answer } from './api';
import { type Bulk, newerBulk } from './bulks';
import { useApi } from './connection';
import { keys } from './keys';

const ASK_EVERY_MS = 1000;

export function bulkQuery(api: Api, bulkId: string) {
  return queryOptions({
    queryKey: keys.bulk(bulkId),
    queryFn: ({ signal }) => {
      const params = { path: { bulk_id: bulkId } };
      return answer(api.GET('/api/admin/bulk-operations/{bulk_id}', { params, signal }));
    },
    structuralSharing: newerBulk,
  });
}

/** The bulk as it stands; `known` is shown until it was read. */
export function useBulk(bulkId: string, known?: Bulk) {
  return useQuery({
    ...bulkQuery(useApi(), bulkId),
    ...(known && { placeholderData: known }),
    refetchInterval: ({ state }) => (state.data ?? known)?.status === 'preparing' && ASK_EVERY_MS,
  });
}
