/** What this person may still take back, kept for this browser tab so that a reload loses none. */
import { isBulk, type Undoable } from '../../lib/undoing';

export interface Offer {
  made: Undoable;
  words: string;
  /** False once its message was closed: the way back by keyboard stays. */
  isShown: boolean;
}

const KEY = 'mediadesk.undoable';

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

function isOpen({ made }: Offer, now: number): boolean {
  // How a bulk has ended that was being decided is read.
  if (isBulk(made) && made.status === 'preparing') return true;
  return made.undo_until !== null && Date.parse(made.undo_until) >= now;
}
