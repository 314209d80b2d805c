/** One topic that is followed: who listens, how far they got, and what waits for its turn. */
import type { Frame, Listener } from './frames';
import { Memory } from './live_memory';

interface Own {
  listener: Listener;
  hasGap: boolean;
}

export class Topic {
  /** Whether a subscription of this connection was asked for, or refused. */
  subscription: 'none' | 'asked' | 'refused' = 'none';
  readonly #listeners = new Set<Own>();
  readonly #memory = new Memory();
  #cursor: string | null = null;
  #isConfirmed = false;
  /** It was asked for without a cursor: what happened until the answer is not told. */
  #isBlind = false;
  /** Live frames that came before what was missed was told in full. */
  #held: Frame[] | null = null;

  constructor(readonly name: string) {}

  get cursor(): string | null {
    return this.#cursor;
  }

  get isWanted(): boolean {
    return this.#listeners.size > 0;
  }

  /** A listener may be given twice, each time to be left on its own. */
  add(listener: Listener): () => void {
    const own = { listener, hasGap: true };
    this.#listeners.add(own);
    if (this.#isConfirmed) this.closeGaps();
    return () => this.#listeners.delete(own);
  }

  /** It is asked for from the cursor on, if there is one. */
  ask(): void {
    this.subscription = 'asked';
    this.#isBlind = this.#cursor === null;
    if (!this.#isBlind) this.#held ??= [];
  }

  /** An event, or a snapshot that was missed: before whatever is held back. */
  missed(frame: Frame): void {
    this.#hand(frame);
  }

  heard(frame: Frame): void {
    if (this.#held) this.#held.push(frame);
    else this.#hand(frame);
  }

  /** From now on it is live, and nothing was missed but what listeners have to read. */
  confirm(cursor: string): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.subscription = 'asked';
    this.#isConfirmed = true;
    this.#reach(cursor);
    // Who has read meanwhile, by polling too, may have done so too early.
    if (this.#isBlind) this.openGap();
    this.#isBlind = false;
    this.closeGaps();
    for (const frame of held) this.#hand(frame);
  }

  /** More was missed than will be told. */
  openGap(): void {
    for (const own of this.#listeners) own.hasGap = true;
  }

  /** Listeners that have missed something read it now. */
  closeGaps(): void {
    for (const own of [...this.#listeners]) {
      if (own.hasGap) own.listener.onGap?.();
      own.hasGap = false;
    }
  }

  reset(): void {
    this.#cursor = null;
    this.#memory.forget();
    this.openGap();
  }

  /** Nobody can follow it on this connection: there is only reading. */
  refuse(): void {
    this.subscription = 'refused';
    this.#held = null;
    this.closeGaps();
  }

  /** The connection is gone, and with it what was held back: it is told again. */
  disconnect(): void {
    this.subscription = 'none';
    this.#isConfirmed = false;
    this.#held = null;
  }

  #hand(frame: Frame): void {
    // While something may still be missing, a lost connection has to ask from the same place again.
    if (frame.cursor && !this.#held) this.#reach(frame.cursor);
    if (frame.type !== 'conversion.progress' && !this.#memory.isNews(frame.event_id)) return;
    for (const { listener } of [...this.#listeners]) listener.onFrame(frame);
  }

  #reach(cursor: string): void {
    if (this.#cursor === null || this.#isLater(cursor, this.#cursor)) this.#cursor = cursor;
  }

  /** Places in the log of all assets are ordered as texts are, versions as numbers. */
  #isLater(one: string, other: string): boolean {
    return this.name === 'assets' ? one > other : Number(one) > Number(other);
  }
}
