import { useQuery } from '@tanstack/react-query';

import { useApi } from '../../lib/connection';
import { useLiveUser } from '../../lib/live_users';
import type { User } from '../../lib/people';
import { userQuery } from '../../lib/user_query';

/** Who was chosen, with what they hold by now: a search may have found them a while ago. */
export function useLiveChoice(chosen: User | null): User | null {
  const userId = chosen?.user_id ?? null;
  useLiveUser(userId);
  const { data } = useQuery({ ...userQuery(useApi(), userId ?? ''), enabled: userId !== null });
  return chosen && data && data.version >= chosen.version ? data : chosen;
}
