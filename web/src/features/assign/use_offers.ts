import { useCallback, useEffect, useState } from 'react';

import { useConnected } from '../../lib/connection';
import type { Assignment } from '../../lib/people';
import { keepOffers, keptOffers, type Offer } from './offers';

export interface Offers {
  offers: readonly Offer[];
  offer: (assignment: Assignment, words: string) => void;
  hide: (assignment: Assignment) => void;
  withdraw: (assignment: Assignment) => void;
}

/** The offers of this person in this tab, the latest last. */
export function useOffers(): Offers {
  const { person, clock } = useConnected();
  const [offers, setOffers] = useState(() => keptOffers(person.name, clock.now()));
  useEffect(() => {
    keepOffers(person.name, offers);
  }, [person.name, offers]);

  const offer = useCallback((assignment: Assignment, words: string) => {
    if (assignment.undo_until === null) return;
    // Only the latest of what happened to a user can be taken back.
    const isOther = (each: Offer) => each.assignment.user_id !== assignment.user_id;
    setOffers((all) => [...all.filter(isOther), { assignment, words, isShown: true }]);
  }, []);
  const hide = useCallback((assignment: Assignment) => {
    setOffers((all) =>
      all.map((each) => (isOf(each, assignment) ? { ...each, isShown: false } : each)),
    );
  }, []);
  const withdraw = useCallback((assignment: Assignment) => {
    setOffers((all) => all.filter((each) => !isOf(each, assignment)));
  }, []);
  return { offers, offer, hide, withdraw };
}

function isOf(offer: Offer, { assignment_id }: Assignment): boolean {
  return offer.assignment.assignment_id === assignment_id;
}
