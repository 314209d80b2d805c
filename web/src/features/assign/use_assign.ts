import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import { applyAssignment } from '../../lib/people';
import { readAgain } from '../../lib/reading';

interface Wanted {
  user_id: string;
  note: string;
  override: boolean;
}

/** Gives an asset to a user. */
export function useAssign(assetId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ user_id, note, override }: Wanted) => {
      const path = { asset_id: assetId };
      const body = { user_id, override, ...(note.trim() && { note }) };
      return answer(api.POST('/api/admin/assets/{asset_id}/assign', { params: { path }, body }));
    },
    onSuccess: (assignment) => {
      applyAssignment(queries, assignment);
    },
    onError: (_error, { user_id }) => {
      void readAgain(queries, keys.user(user_id));
    },
  });
}
