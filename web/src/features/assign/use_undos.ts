import { useCallback, useState } from 'react';

import type { Assignment } from '../../lib/people';
import { ApiProblem } from '../../lib/problem';
import type { Undoing } from '../../lib/undoing';
import type { OutcomeNews } from './Outcome';
import { useUndo } from './use_undo';

/** Taking back any number at once, each told when it is done and withdrawn when it is over. */
export function useUndos(
  withdraw: (assignment: Assignment) => void,
  tell: (outcome: OutcomeNews) => void,
): Pick<Undoing, 'undo' | 'pending'> {
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const { mutateAsync } = useUndo();
  const undo = useCallback(
    (assignment: Assignment) => {
      const id = assignment.assignment_id;
      setPending((all) => new Set([...all, id]));
      mutateAsync(assignment)
        .then(
          () => {
            tell({ assignment, error: null });
            withdraw(assignment);
          },
          (error: unknown) => {
            tell({ assignment, error: error as Error });
            // What got no answer may be tried again.
            if (error instanceof ApiProblem && error.status < 500) withdraw(assignment);
          },
        )
        .finally(() => {
          setPending((all) => new Set([...all].filter((each) => each !== id)));
        });
    },
    [mutateAsync, tell, withdraw],
  );
  return { undo, pending };
}
