import { useCallback, useEffect, useState } from 'react';

import { useConnected } from '../../lib/connection';
import { isBulk, type Undoable, undoableId } from '../../lib/undoing';
import { keepOffers, keptOffers, type Offer } from './offers';

export interface Offers {
  offers: readonly Offer[];
  offer: (made: Undoable, words: string) => void;
  hide: (made: Undoable) => void;
  withdraw: (made: Undoable) => void;
}

/** The offers of this person in this tab, the latest last. */
export function useOffers(): Offers {
  const { person, clock } = useConnected();
  const [offers, setOffers] = useState(() => keptOffers(person.name, clock.now()));
  useEffect(() => {
    keepOffers(person.name, offers);
  }, [person.name, offers]);

  const offer = useCallback((made: Undoable, words: string) => {
    if (!isBulk(made) && made.undo_until === null) return;
    setOffers((all) => [
      ...all.filter((each) => !isReplaced(each.made, made)),
      { made, words, isShown: true },
    ]);
  }, []);
  const hide = useCallback((made: Undoable) => {
    setOffers((all) => all.map((each) => (isOf(each, made) ? { ...each, isShown: false } : each)));
  }, []);
  const withdraw = useCallback((made: Undoable) => {
    setOffers((all) => all.filter((each) => !isOf(each, made)));
  }, []);
  return { offers, offer, hide, withdraw };
}

/** Only the latest of what happened to a user can be taken back. */
function isReplaced(before: Undoable, made: Undoable): boolean {
  if (isBulk(before) || isBulk(made)) return undoableId(before) === undoableId(made);
  return before.user_id === made.user_id;
}

function isOf({ made }: Offer, other: Undoable): boolean {
  return undoableId(made) === undoableId(other);
}
