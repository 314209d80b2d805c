import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer } from '../../lib/api';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import { readAgain } from '../../lib/reading';

/** Takes from a user what they hold. */
export function useUnassign(userId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (override: boolean) => {
      const params = { path: { user_id: userId }, ...(override && { query: { override } }) };
      return answer(api.DELETE('/api/admin/users/{user_id}/assignment', { params }));
    },
    onSettled: () => {
      void readAgain(queries, keys.allUsers);
      return readAgain(queries, keys.user(userId));
    },
  });
}
