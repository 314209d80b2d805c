import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import { type Assignment, applyAssignment } from '../../lib/people';
import { readAgain } from '../../lib/reading';

/** Takes an assignment back. */
export function useUndo() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ assignment_id, asset_id, previous_asset_id }: Assignment) => {
      // Where a revert gave nothing, the address names what was there before.
      const path = { asset_id: asset_id ?? previous_asset_id ?? '' };
      const body = { assignment_id };
      return answer(
        api.POST('/api/admin/assets/{asset_id}/undo-assign', { params: { path }, body }),
      );
    },
    onSuccess: (restored) => {
      applyAssignment(queries, restored);
    },
    onError: (_error, { user_id }) => {
      void readAgain(queries, keys.user(user_id));
    },
  });
}
