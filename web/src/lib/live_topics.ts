/** Which topics are followed, what is asked of the server, and what becomes of its answers. */
import { type ClientFrame, type Listener, type ServerFrame, subscriptions } from './frames';
import { Topic } from './live_topic';

/**
 * How many topics one connection may follow. Pages follow a handful: what they show, and a user
 * for each change by hand that can still be undone. So it is enough that others are read once.
 */
const MOST_TOPICS = 200;

/** What was asked for together and is not answered: an error is one for all of it. */
interface Unanswered {
  names: string[];
  since: number;
}

/** Without any connection of its own: frames come by `hear` and go by `send`. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #send: (frame: ClientFrame) => void;
  #isOpen = false;
  /** The oldest first. */
  #unanswered: Unanswered[] = [];

  constructor(send: (frame: ClientFrame) => void) {
    this.#send = send;
  }

  /** Hear of a topic until the answer is called; the last one to leave ends the subscription. */
  follow(name: string, listener: Listener): () => void {
    const topic = this.#topics.get(name) ?? new Topic(name);
    const remove = topic.add(listener);
    if (!this.#topics.has(name)) {
      this.#topics.set(name, topic);
      this.#ask([name]);
    }
    return () => {
      remove();
      if (!topic.isWanted && this.#topics.get(name) === topic) this.#leave(topic);
    };
  }

  /** What can be followed. */
  get names(): string[] {
    const can = [...this.#topics.values()].filter((topic) => topic.subscription !== 'refused');
    return can.map(({ name }) => name);
  }

  get count(): number {
    return this.#topics.size;
  }

  /** When the oldest was asked for that is not answered, by `performance.now()`. */
  get waitingSince(): number | null {
    return this.#unanswered[0]?.since ?? null;
  }

  opened(): void {
    this.#isOpen = true;
    this.#ask([...this.#topics.keys()]);
  }

  closed(): void {
    this.#isOpen = false;
    this.#unanswered = [];
    for (const topic of this.#topics.values()) topic.disconnect();
  }

  /** It is not known what was missed of these, until gaps are closed. */
  openGaps(names: Iterable<string>): void {
    for (const name of names) this.#topics.get(name)?.openGap();
  }

  closeGaps(names: Iterable<string>): void {
    for (const name of names) this.#topics.get(name)?.closeGaps();
  }

  refuse(name: string): void {
    this.#topics.get(name)?.refuse();
  }

  hear(frame: ServerFrame): void {
    switch (frame.type) {
      case 'subscribed':
        this.#confirm(frame.topics);
        break;
      case 'unsubscribed':
        this.#subscribeAgain(frame.topics);
        break;
      case 'replay':
        for (const event of frame.events) this.#topics.get(frame.topic)?.missed(event);
        break;
      case 'reset':
        this.#topics.get(frame.topic)?.reset();
        break;
      case 'error':
        this.#fail(frame.code, frame.topic ?? null);
        break;
      case 'pong':
        break;
      case 'asset.snapshot':
      case 'user.snapshot':
        this.#topics.get(frame.topic)?.missed(frame);
        break;
      default:
        if ('event_id' in frame) this.#topics.get(frame.topic)?.heard(frame);
    }
  }

  #ask(names: Iterable<string>): void {
    if (!this.#isOpen) return;
    const asked = [...this.#topics.values()].filter((t) => t.subscription === 'asked').length;
    const topics = [...names]
      .map((name) => this.#topics.get(name))
      .filter((topic) => topic !== undefined)
      .filter((topic) => topic.subscription !== 'refused');
    const first = topics.slice(0, Math.max(0, MOST_TOPICS - asked));
    for (const frame of subscriptions(first.map(({ name, cursor }) => [name, cursor]))) {
      this.#unanswered.push({ names: frame.topics, since: performance.now() });
      this.#send(frame);
    }
    for (const topic of first) topic.ask();
    for (const topic of topics.slice(first.length)) topic.closeGaps();
  }

  #leave(topic: Topic): void {
    this.#topics.delete(topic.name);
    if (!this.#isOpen || topic.subscription !== 'asked') return;
    this.#send({ action: 'unsubscribe', topics: [topic.name] });
    this.#askForTheRest();
  }

  #askForTheRest(): void {
    const rest = [...this.#topics.values()].filter((topic) => topic.subscription === 'none');
    this.#ask(rest.map(({ name }) => name));
  }

  #confirm(positions: { topic: string; cursor: string }[]): void {
    this.#settle(positions.map(({ topic }) => topic));
    for (const { topic: name, cursor } of positions) {
      const topic = this.#topics.get(name);
      if (topic) topic.confirm(cursor);
      // It was left meanwhile, and the server may have been told so before it subscribed.
      else this.#send({ action: 'unsubscribe', topics: [name] });
    }
  }

  /** Frames may overtake each other: what is wanted by now must not stay unsubscribed. */
  #subscribeAgain(names: string[]): void {
    const wanted = names.filter((name) => this.#topics.get(name)?.subscription === 'asked');
    for (const name of wanted) this.#topics.get(name)?.disconnect();
    this.#ask(wanted);
    this.#askForTheRest();
  }

  #fail(code: string, name: string | null): void {
    if (code === 'too_many_subscriptions') this.#postpone();
    if (name === null) return;
    const asked = this.#unanswered.find(({ names }) => names.includes(name));
    this.#unanswered = this.#unanswered.filter((each) => each !== asked);
    const together = asked?.names ?? [name];
    if (code === 'invalid_cursor') this.#topics.get(name)?.reset();
    else this.refuse(name);
    for (const each of together) {
      if (each !== name || code === 'invalid_cursor') this.#topics.get(each)?.disconnect();
    }
    this.#ask(together);
  }

  /** Until others are left there is only reading. */
  #postpone(): void {
    for (const name of this.#unanswered.flatMap(({ names }) => names)) {
      this.#topics.get(name)?.disconnect();
      this.#topics.get(name)?.closeGaps();
    }
    this.#unanswered = [];
  }

  #settle(names: string[]): void {
    const open = this.#unanswered.map((each) => ({
      ...each,
      names: each.names.filter((name) => !names.includes(name)),
    }));
    this.#unanswered = open.filter((each) => each.names.length > 0);
  }
}
