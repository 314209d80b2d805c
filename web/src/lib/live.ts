/** One socket for the whole console: topics are counted, frames handed on, and its state told. */
import { WebSocket as LastingSocket } from 'partysocket';

export interface Frame {
  type: string;
  event_id: string;
  topic: string;
  cursor: string | null;
  version: number;
  occurred_at: string;
  data: Record<string, unknown>;
}

export interface Listener {
  onFrame: (frame: Frame) => void;
  /** From here on frames come; what happened before must be read. Also after each reconnect. */
  onSubscribed?: (cursor: string | null) => void;
}

export interface LiveState {
  /** `reconnecting` becomes `stale` when it has lasted: what is shown may then be old. */
  status: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'stale';
  /** When the socket was last known to be alive, by this machine's clock. */
  aliveAt: number | null;
}

export interface LiveOptions {
  /** A fresh address, with a ticket that opens one connection. */
  address: () => Promise<string>;
  WebSocket?: typeof WebSocket;
}

// The gateway ends a connection that is silent for 10 minutes, and each one after two hours.
const PING_MS = 5 * 60_000;
const LIFETIME_MS = 110 * 60_000;
const PONG_WITHIN_MS = 10_000;
const STALE_AFTER_MS = 30_000;
const TOPICS_PER_FRAME = 100;

type Timer = 'ping' | 'pong' | 'renew' | 'stale';

interface Topic {
  listeners: Set<Listener>;
  /** Where the topic stood when the server last confirmed it; undefined until then. */
  cursor?: string | null;
}

export class Live {
  readonly #options: LiveOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #watchers = new Set<() => void>();
  #socket: LastingSocket | null = null;
  #state: LiveState = { status: 'idle', aliveAt: null };
  readonly #timers = new Map<Timer, ReturnType<typeof setTimeout>>();

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Connect, and stay connected until the answer is called. */
  start(): () => void {
    const socket = new LastingSocket(this.#options.address, [], {
      ...(this.#options.WebSocket && { WebSocket: this.#options.WebSocket }),
      // Asked for before each attempt: browsers that lost one server don't come back as one.
      get minReconnectionDelay() {
        return 500 + Math.random() * 1000;
      },
      maxReconnectionDelay: 30_000,
      reconnectionDelayGrowFactor: 1.7,
      connectionTimeout: 10_000,
    });
    socket.addEventListener('open', this.#opened);
    socket.addEventListener('message', this.#heard);
    socket.addEventListener('close', this.#lost);
    // A ticket that can't be had is an error, and nothing closes.
    socket.addEventListener('error', this.#lost);
    window.addEventListener('online', this.#probe);
    document.addEventListener('visibilitychange', this.#probe);
    this.#socket = socket;
    this.#become('connecting');
    return this.#stop;
  }

  /** Hear of a topic until the answer is called; the last one to leave ends the subscription. */
  subscribe(name: string, listener: Listener): () => void {
    let topic = this.#topics.get(name);
    if (topic) {
      if (topic.cursor !== undefined) listener.onSubscribed?.(topic.cursor);
    } else {
      topic = { listeners: new Set() };
      this.#topics.set(name, topic);
      this.#send('subscribe', [name]);
    }
    // A listener may be given twice, each time to be left on its own.
    const own = { ...listener };
    topic.listeners.add(own);
    return () => {
      this.#leave(name, own);
    };
  }

  /** For `useSyncExternalStore`. */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  readonly state = (): LiveState => this.#state;

  /** How many topics are followed. */
  get topicCount(): number {
    return this.#topics.size;
  }

  #leave(name: string, listener: Listener): void {
    const topic = this.#topics.get(name);
    if (topic?.listeners.delete(listener) && topic.listeners.size === 0) {
      this.#topics.delete(name);
      this.#send('unsubscribe', [name]);
    }
  }

  readonly #opened = (): void => {
    this.#become('live');
    this.#after('ping', PING_MS, this.#ping);
    this.#after('renew', LIFETIME_MS, () => this.#socket?.reconnect());
    const names = [...this.#topics.keys()];
    for (let at = 0; at < names.length; at += TOPICS_PER_FRAME) {
      this.#send('subscribe', names.slice(at, at + TOPICS_PER_FRAME));
    }
  };

  readonly #heard = (event: MessageEvent): void => {
    this.#cancel('pong');
    this.#become('live');
    const frame = JSON.parse(String(event.data)) as { type: string; topics?: unknown };
    if (frame.type === 'subscribed') {
      this.#confirm(frame.topics as { topic: string; cursor: string | null }[]);
    } else if ('topic' in frame) {
      const told = frame as unknown as Frame;
      for (const each of this.#listeners(told.topic)) each.onFrame(told);
    }
  };

  #confirm(positions: { topic: string; cursor: string | null }[]): void {
    for (const { topic: name, cursor } of positions) {
      const topic = this.#topics.get(name);
      if (topic) topic.cursor = cursor;
      for (const each of this.#listeners(name)) each.onSubscribed?.(cursor);
    }
  }

  #listeners(name: string): Listener[] {
    return [...(this.#topics.get(name)?.listeners ?? [])];
  }

  readonly #lost = (): void => {
    for (const timer of ['ping', 'pong', 'renew'] as const) this.#cancel(timer);
    for (const topic of this.#topics.values()) delete topic.cursor;
    if (this.#state.status === 'live') this.#become('reconnecting');
    if (!this.#timers.has('stale'))
      this.#after('stale', STALE_AFTER_MS, () => {
        this.#become('stale');
      });
  };

  readonly #ping = (): void => {
    this.#socket?.send(JSON.stringify({ action: 'ping' }));
    this.#after('ping', PING_MS, this.#ping);
    this.#after('pong', PONG_WITHIN_MS, () => this.#socket?.reconnect());
  };

  // A laptop that slept holds a socket that looks open and is not.
  readonly #probe = (): void => {
    if (document.visibilityState === 'visible' && this.#isOpen) this.#ping();
  };

  readonly #stop = (): void => {
    window.removeEventListener('online', this.#probe);
    document.removeEventListener('visibilitychange', this.#probe);
    this.#socket?.removeEventListener('close', this.#lost);
    this.#socket?.removeEventListener('error', this.#lost);
    this.#socket?.close();
    this.#socket = null;
    for (const timer of ['ping', 'pong', 'renew', 'stale'] as const) this.#cancel(timer);
    this.#become('idle');
  };

  get #isOpen(): boolean {
    return this.#socket?.readyState === LastingSocket.OPEN;
  }

  #send(action: 'subscribe' | 'unsubscribe', topics: string[]): void {
    // What is followed while there is no connection is asked for when there is one.
    if (this.#isOpen) this.#socket?.send(JSON.stringify({ action, topics }));
  }

  #become(status: LiveState['status']): void {
    if (status === 'live') this.#cancel('stale');
    const aliveAt = status === 'live' ? Date.now() : this.#state.aliveAt;
    if (status === this.#state.status) {
      // Not worth telling: nobody shows the age of what is live.
      this.#state.aliveAt = aliveAt;
      return;
    }
    this.#state = { status, aliveAt };
    for (const changed of this.#watchers) changed();
  }

  #after(name: Timer, ms: number, act: () => void): void {
    this.#cancel(name);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      act();
    }, ms);
    this.#timers.set(name, timer);
  }

  #cancel(name: Timer): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
