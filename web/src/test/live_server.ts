/** A server of `assets` at the other end of topics: what it sends waits until the test wants it. */
import type { ClientFrame, Frame, ServerFrame } from '../lib/frames';
import { eventOf, placeOf } from './events';

export class LiveServer {
  readonly log: Frame[] = [];
  readonly #versions = new Map<string, number>();
  #received: ClientFrame[] = [];
  #subscribing: { since: string | null; here: string; replayed: Frame[] | null }[] = [];
  #queue: ServerFrame[] = [];
  #isFollowed = false;

  receive(frame: ClientFrame): void {
    this.#received.push(frame);
  }

  /** An item changes: an event at the next place, told at once to who follows. */
  change(item: string): void {
    const version = (this.#versions.get(item) ?? 0) + 1;
    this.#versions.set(item, version);
    const event = eventOf('assets', item, version, placeOf(this.log.length + 1));
    this.log.push(event);
    if (this.#isFollowed) this.#queue.push(event);
  }

  /** The last event is told once more. */
  repeat(): void {
    const last = this.log.at(-1);
    if (last && this.#isFollowed) this.#queue.push(last);
  }

  /** The next of the steps in which a subscription is worked off. */
  work(): void {
    const [current] = this.#subscribing;
    if (!current) this.#begin();
    else if (current.replayed === null) {
      const { since } = current;
      current.replayed = since === null ? [] : this.#after(since);
    } else {
      if (current.since !== null) {
        this.#queue.push({ type: 'replay', topic: 'assets', events: current.replayed });
      }
      this.#queue.push({ type: 'subscribed', topics: [{ topic: 'assets', cursor: current.here }] });
      this.#subscribing.shift();
    }
  }

  next(): ServerFrame | undefined {
    return this.#queue.shift();
  }

  get isIdle(): boolean {
    const waiting = [this.#received, this.#subscribing, this.#queue];
    return waiting.every((each) => each.length === 0);
  }

  cut(): void {
    this.#isFollowed = false;
    this.#received = [];
    this.#subscribing = [];
    this.#queue = [];
  }

  #begin(): void {
    const frame = this.#received.shift();
    if (frame?.action !== 'subscribe') return;
    this.#isFollowed = true;
    const here = placeOf(this.log.length);
    this.#subscribing.push({ since: frame.since?.['assets'] ?? null, here, replayed: null });
  }

  /** A little of what was told before is told again. */
  #after(since: string): Frame[] {
    const first = this.log.findIndex(({ cursor }) => (cursor ?? '') > since);
    return this.log.slice(Math.max(0, (first === -1 ? this.log.length : first) - 2));
  }
}
