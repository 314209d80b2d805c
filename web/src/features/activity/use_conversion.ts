import { useQuery } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';

/** Every attempt at converting an asset, the newest first. */
export function useConversion(assetId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.conversion(assetId),
    queryFn: ({ signal }) => {
      const params = { path: { asset_id: assetId } };
      return answer(api.GET('/api/admin/assets/{asset_id}/conversion', { params, signal }));
    },
  });
}
