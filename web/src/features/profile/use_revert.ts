import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import { applyAssignment } from '../../lib/people';
import { readAgain } from '../../lib/reading';

interface Wanted {
  entry_id: string;
  note: string;
  override: boolean;
}

/** Makes the state right after an entry the present one. */
export function useRevert(userId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ entry_id, note, override }: Wanted) => {
      const path = { user_id: userId };
      const body = { entry_id, override, ...(note.trim() && { note }) };
      return answer(
        api.POST('/api/admin/users/{user_id}/revert-assignment', { params: { path }, body }),
      );
    },
    onSuccess: (assignment) => {
      applyAssignment(queries, assignment);
    },
    onError: () => {
      void readAgain(queries, keys.user(userId));
    },
  });
}
