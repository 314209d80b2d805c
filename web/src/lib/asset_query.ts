/** How one asset is read, with the addresses of its outputs. */
import { queryOptions } from '@tanstack/react-query';

import { type Api, answer } from './api';
import { newerAsset } from './assets';
import { keys } from './keys';

export function assetQuery(api: Api, assetId: string) {
  return queryOptions({
    queryKey: keys.asset(assetId),
    queryFn: ({ signal }) => {
      const params = { path: { asset_id: assetId } };
      return answer(api.GET('/api/admin/assets/{asset_id}', { params, signal }));
    },
    structuralSharing: newerAsset,
  });
}
