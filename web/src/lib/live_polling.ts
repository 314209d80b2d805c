/** Events where no socket can be held: the same ones, asked for again and again. */
import type { ServerFrame } from './frames';
import type { Topics } from './live_topics';
import { ApiProblem } from './problem';

export interface EventPage {
  events: readonly ServerFrame[];
  cursor: string;
  has_more: boolean;
}

export type ReadEvents = (
  topics: string[],
  since: string | null,
  signal: AbortSignal,
) => Promise<EventPage>;

const EVERY_MS = 5000;
const TOPICS_PER_REQUEST = 20;
const REFUSED = new Set(['asset_not_found', 'user_not_found', 'topic_refused']);

/** Topics that are asked for together, and how far they got. */
interface Group {
  topics: string[];
  cursor: string | null;
}

export class Polling {
  readonly #topics: Topics;
  readonly #read: ReadEvents;
  readonly #tell: (isWorking: boolean) => void;
  #groups: Group[] = [];
  #running: AbortController | null = null;

  /** `tell` hears after each round whether all that is followed is known now. */
  constructor(topics: Topics, read: ReadEvents, tell: (isWorking: boolean) => void) {
    this.#topics = topics;
    this.#read = read;
    this.#tell = tell;
  }

  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    this.#groups = [];
    void this.#keepReading(this.#running.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
  }

  async #keepReading(signal: AbortSignal): Promise<void> {
    for (;;) {
      const isWorking = await this.#round(signal);
      if (signal.aborted) return;
      this.#tell(isWorking);
      await pause(EVERY_MS * (0.8 + 0.4 * Math.random()), signal);
    }
  }

  /** Whether everything was read that can be. */
  async #round(signal: AbortSignal): Promise<boolean> {
    this.#regroup(new Set(this.#topics.names));
    const waiting = [...this.#groups];
    let isWorking = waiting.length > 0;
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      try {
        await this.#catchUp(group, signal);
      } catch (error) {
        if (signal.aborted) return false;
        const isRefused = error instanceof ApiProblem && REFUSED.has(error.code);
        if (isRefused) waiting.push(...this.#narrowed(group));
        else {
          this.#begin(group, error);
          isWorking = false;
        }
      }
    }
    return isWorking;
  }

  async #catchUp(group: Group, signal: AbortSignal): Promise<void> {
    for (let hasMore = true; hasMore;) {
      signal.throwIfAborted();
      const page = await this.#read(group.topics, group.cursor, signal);
      signal.throwIfAborted();
      for (const event of page.events) this.#topics.hear(asMissed(event));
      // Nobody knows what happened between the last frame and the first answer.
      if (group.cursor === null) this.#topics.openGaps(group.topics);
      group.cursor = page.cursor;
      hasMore = page.has_more;
    }
    this.#topics.closeGaps(group.topics);
  }

  /** A topic stays with its cursor: another one would begin where the topic stands by then. */
  #regroup(wanted: Set<string>): void {
    for (const group of this.#groups) group.topics = group.topics.filter((n) => wanted.has(n));
    this.#groups = this.#groups.filter(({ topics }) => topics.length > 0);
    for (const { topics } of this.#groups) for (const name of topics) wanted.delete(name);
    for (const name of wanted) {
      const group = this.#groups.find(({ topics }) => topics.length < TOPICS_PER_REQUEST);
      if (group) group.topics.push(name);
      else this.#groups.push({ topics: [name], cursor: null });
    }
  }

  /** A refusal does not say which topic it means: the halves of the group are asked apart. */
  #narrowed(group: Group): Group[] {
    const [only = '', ...others] = group.topics;
    if (others.length === 0) {
      this.#topics.refuse(only);
      return [];
    }
    const half = group.topics.splice(Math.ceil(group.topics.length / 2));
    const rest = { topics: half, cursor: group.cursor };
    this.#groups.push(rest);
    return [group, rest];
  }

  /** Without a cursor, where the server does not know the one that there is. */
  #begin(group: Group, error: unknown): void {
    if (!(error instanceof ApiProblem) || error.code !== 'invalid_cursor') return;
    group.cursor = null;
    for (const topic of group.topics) this.#topics.hear({ type: 'reset', topic });
  }
}

/** It does not wait for a subscription that was asked for meanwhile, and may never be answered. */
function asMissed(frame: ServerFrame): ServerFrame {
  return 'event_id' in frame ? { type: 'replay', topic: frame.topic, events: [frame] } : frame;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
