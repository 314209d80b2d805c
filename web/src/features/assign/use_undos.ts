import { useCallback, useState } from 'react';

import { ApiProblem, isWindowOpen } from '../../lib/problem';
import { type Undoable, undoableId } from '../../lib/undoing';
import type { OutcomeNews } from './Outcome';
import { useUndo } from './use_undo';

interface Undos {
  undo: (made: Undoable, override?: boolean) => void;
  pending: ReadonlySet<string>;
}

/** Taking back any number at once, each told when it is done and withdrawn when it is over. */
export function useUndos(
  withdraw: (made: Undoable) => void,
  tell: (outcome: OutcomeNews) => void,
): Undos {
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const { mutateAsync } = useUndo();
  const undo = useCallback(
    (made: Undoable, override = false) => {
      const id = undoableId(made);
      setPending((all) => new Set([...all, id]));
      mutateAsync({ made, override })
        .then(
          () => {
            tell({ made, error: null });
            withdraw(made);
          },
          (error: unknown) => {
            tell({ made, error: error as Error });
            if (isOver(error)) withdraw(made);
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

/** What got no answer may be tried again, and so may what only another admin's undo held up. */
function isOver(error: unknown): boolean {
  return error instanceof ApiProblem && error.status < 500 && !isWindowOpen(error);
}
