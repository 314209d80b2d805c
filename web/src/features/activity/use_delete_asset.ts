import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { mergeAsset } from '../../lib/assets';
import { useApi } from '../../lib/connection';

export function useDeleteAsset(assetId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const params = { path: { asset_id: assetId } };
      return answer(api.DELETE('/api/admin/assets/{asset_id}', { params }));
    },
    onSuccess: (asset) => {
      mergeAsset(queries, asset);
    },
  });
}
