/** What this person may still take back, kept for this browser tab so that a reload loses none. */
import type { Assignment } from '../../lib/people';

export interface Offer {
  assignment: Assignment;
  words: string;
  /** False once its message was closed: the way back by keyboard stays. */
  isShown: boolean;
}

const KEY = 'mediadesk.offers';

/** Those that were kept and whose time is not over at `now` (milliseconds since 1970). */
export function keptOffers(person: string, now: number, store: Storage = sessionStorage): Offer[] {
  const kept = store.getItem(`${KEY}.${person}`);
  const offers = kept === null ? [] : (JSON.parse(kept) as Offer[]);
  return offers.filter((offer) => isOpen(offer, now));
}

export function keepOffers(
  person: string,
  offers: readonly Offer[],
  store: Storage = sessionStorage,
): void {
  store.setItem(`${KEY}.${person}`, JSON.stringify(offers));
}

function isOpen({ assignment }: Offer, now: number): boolean {
  return assignment.undo_until !== null && Date.parse(assignment.undo_until) >= now;
}
