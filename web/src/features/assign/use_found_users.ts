import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';

import { useApi } from '../../lib/connection';
import type { User } from '../../lib/people';
import { usersQuery } from '../../lib/user_query';

interface Found {
  found: User[];
  isSearching: boolean;
  error: Error | null;
}

/** Users by what is typed, once the typing rests; `search` tells what to ask for by that. */
export function useFoundUsers(words: string, search: (rested: string) => string): Found {
  const [rested] = useDebouncedValue(words, 200);
  const { data, isFetching, isPlaceholderData, error } = useInfiniteQuery(
    usersQuery(useApi(), search(rested)),
  );
  // Who was found by other words must not be chosen in a hurry.
  const isOld = isPlaceholderData || words !== rested;
  const found = isOld ? [] : (data?.pages[0]?.items ?? []);
  return { found, isSearching: isOld || isFetching, error };
}
