/** Taking back what was assigned a moment ago: offered in many places, done in one. */
import { createContext, useContext } from 'react';

import type { Bulk } from './bulks';
import type { Assignment } from './people';

/** What can be taken back as a whole. */
export type Undoable = Assignment | Bulk;

export function isBulk(made: Undoable): made is Bulk {
  return !('assignment_id' in made);
}

export function undoableId(made: Undoable): string {
  return isBulk(made) ? made.bulk_id : made.assignment_id;
}

export interface Undoing {
  /** Offer to take this back, wherever the person goes; `words` say what was done, or given. */
  offer: (made: Undoable, words: string) => void;
  /** Offer it no longer. */
  withdraw: (made: Undoable) => void;
  /** What was offered and can still be taken back. */
  offered: readonly Undoable[];
  /** Take it back; what the server refuses is told to the person. */
  undo: (made: Undoable) => void;
  /** Ids of what is being taken back right now. */
  pending: ReadonlySet<string>;
}

export const UndoingContext = createContext<Undoing | null>(null);

export function useUndoing(): Undoing {
  const undoing = useContext(UndoingContext);
  if (!undoing) throw new Error('No page stands outside of what offers to undo.');
  return undoing;
}
