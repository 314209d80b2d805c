import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { mergeAsset } from '../../lib/assets';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import { readAgain } from '../../lib/reading';

export function useRetryConversion(assetId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const params = { path: { asset_id: assetId } };
      return answer(api.POST('/api/admin/assets/{asset_id}/retry-conversion', { params }));
    },
    onSuccess: (asset) => {
      mergeAsset(queries, asset);
    },
    // Who was refused looks at something old: somebody else was faster.
    onSettled: () => readAgain(queries, keys.asset(assetId)),
  });
}
