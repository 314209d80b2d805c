import { useMutation } from '@tanstack/react-query';

import { answer } from '../../../lib/api';
import type { BulkPreview } from '../../../lib/bulks';
import { useApi } from '../../../lib/connection';
import type { Plan } from './plan';

/** Asks what a bulk would change; nothing is. */
export function useBulkCheck(assetId: string) {
  const api = useApi();
  return useMutation({
    mutationFn: async (plan: Plan) => {
      const body = { ...plan, asset_id: assetId, dry_run: true };
      return (await answer(api.POST('/api/admin/assets/bulk-assign', { body }))) as BulkPreview;
    },
  });
}
