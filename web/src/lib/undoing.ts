/** Taking back what was assigned a moment ago: offered in many places, done in one. */
import { createContext, useContext } from 'react';

import type { Assignment } from './people';

export interface Undoing {
  /** Offer to take this assignment back, wherever the person goes; `words` say what was done. */
  offer: (assignment: Assignment, words: string) => void;
  /** What was offered and can still be taken back. */
  offered: readonly Assignment[];
  /** Take it back; what the server refuses is told to the person. */
  undo: (assignment: Assignment) => void;
  /** Ids of the assignments that are being taken back right now. */
  pending: ReadonlySet<string>;
}

export const UndoingContext = createContext<Undoing | null>(null);

export function useUndoing(): Undoing {
  const undoing = useContext(UndoingContext);
  if (!undoing) throw new Error('No page stands outside of what offers to undo.');
  return undoing;
}
