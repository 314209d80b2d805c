import type { Asset } from '../../lib/assets';
import { useCanChange } from '../../lib/connection';

/** Whether this person may give this asset to anybody. */
export function useCanAssign(asset: Asset): boolean {
  return useCanChange() && asset.conversion_status === 'completed' && asset.deleted_at === null;
}
