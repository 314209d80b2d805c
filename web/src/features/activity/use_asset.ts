import { useQuery, useQueryClient } from '@tanstack/react-query';

import { assetQuery } from '../../lib/asset_query';
import { knownAsset } from '../../lib/assets';
import { useApi } from '../../lib/connection';

/** One asset; what a list knew of it is shown until it is read. */
export function useAsset(assetId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useQuery({
    ...assetQuery(api, assetId),
    placeholderData: () => knownAsset(queries, assetId),
  });
}
