import { useQuery } from '@tanstack/react-query';

import { useApi, usePolling } from '../../lib/connection';
import { userQuery } from '../../lib/user_query';

export function useUser(userId: string) {
  const refetchInterval = usePolling();
  return useQuery({ ...userQuery(useApi(), userId), refetchInterval });
}
