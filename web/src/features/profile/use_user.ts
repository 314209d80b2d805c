import { useQuery } from '@tanstack/react-query';

import { useApi } from '../../lib/connection';
import { userQuery } from '../../lib/user_query';

export function useUser(userId: string) {
  return useQuery(userQuery(useApi(), userId));
}
