import { useCallback, useMemo, useState } from 'react';

import type { User } from '../../lib/people';

export interface Choice {
  users: User[];
  has: (user: User) => boolean;
  toggle: (user: User) => void;
  clear: () => void;
}

/** Who was chosen in a list; a choice outlasts other searches. */
export function useChoice(): Choice {
  const [chosen, setChosen] = useState<ReadonlyMap<string, User>>(new Map());
  const toggle = useCallback((user: User) => {
    setChosen((all) => {
      const next = new Map(all);
      if (!next.delete(user.user_id)) next.set(user.user_id, user);
      return next;
    });
  }, []);
  const clear = useCallback(() => {
    setChosen(new Map());
  }, []);
  return useMemo(
    () => ({
      users: [...chosen.values()],
      has: ({ user_id }) => chosen.has(user_id),
      toggle,
      clear,
    }),
    [chosen, toggle, clear],
  );
}
