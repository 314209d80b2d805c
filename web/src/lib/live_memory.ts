/** What was heard already: events come again after a reconnect, and some older ones with them. */

// A replay has at most a thousand events, and begins a little before the cursor.
const REMEMBERED = 2000;
/** Events of one thing are numbered; other ids are only told apart. */
const NUMBERED = /^(.*:h?)([0-9]+)$/;

export class Memory {
  readonly #latest = new Map<string, number>();

  /** Whether neither this event nor a later one of the same thing was asked for before. */
  isNews(eventId: string): boolean {
    const [, thing = eventId, number = '0'] = NUMBERED.exec(eventId) ?? [];
    const latest = this.#latest.get(thing);
    this.#keep(thing, Math.max(Number(number), latest ?? 0));
    return latest === undefined || Number(number) > latest;
  }

  forget(): void {
    this.#latest.clear();
  }

  #keep(thing: string, number: number): void {
    // What was heard last is forgotten last.
    this.#latest.delete(thing);
    this.#latest.set(thing, number);
    if (this.#latest.size > REMEMBERED) {
      const [oldest = ''] = this.#latest.keys();
      this.#latest.delete(oldest);
    }
  }
}
