/** One socket for the whole console, polling where there is none, and how fresh that makes it. */
import { WebSocket as LastingSocket } from 'partysocket';

import type { Listener, ServerFrame } from './frames';
import { Polling, type ReadEvents } from './live_polling';
import { Topics } from './live_topics';
import { Timers } from './timers';

export interface LiveState {
  /** `reconnecting` becomes `stale` when it has lasted: what is shown may then be old. */
  status: 'idle' | 'connecting' | 'live' | 'polling' | 'reconnecting' | 'stale';
  /** When everything was last known to be as shown, by this machine's clock. */
  aliveAt: number | null;
}

export interface LiveOptions {
  /** A fresh address, with a ticket that opens one connection. */
  address: () => Promise<string>;
  readEvents: ReadEvents;
  WebSocket?: typeof WebSocket;
}

// The gateway ends a connection that is silent for 10 minutes, and each one after two hours.
const PING_MS = 5 * 60_000;
const LIFETIME_MS = 110 * 60_000;
const PONG_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 15_000;
const STALE_AFTER_MS = 30_000;
const POLLING_AFTER_RETRIES = 3;

export class Live {
  readonly #options: LiveOptions;
  readonly #topics = new Topics((frame) => {
    this.#socket?.send(JSON.stringify(frame));
    this.#timers.after('answer', ANSWER_WITHIN_MS, this.#requireAnswers);
  });
  readonly #polling: Polling;
  readonly #watchers = new Set<() => void>();
  readonly #timers = new Timers<'ping' | 'pong' | 'answer' | 'renew' | 'stale'>();
  #socket: LastingSocket | null = null;
  #state: LiveState = { status: 'idle', aliveAt: null };

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#polling = new Polling(this.#topics, options.readEvents, this.#polled);
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
    return this.#topics.follow(name, listener);
  }

  /** For `useSyncExternalStore`. */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  readonly state = (): LiveState => this.#state;

  /** How many topics are followed. */
  get topicCount(): number {
    return this.#topics.count;
  }

  readonly #opened = (): void => {
    this.#polling.stop();
    this.#become('live');
    this.#timers.after('ping', PING_MS, this.#ping);
    this.#timers.after('renew', LIFETIME_MS, this.#reconnect);
    this.#topics.opened();
  };

  readonly #heard = (event: MessageEvent): void => {
    this.#timers.cancel('pong');
    this.#become('live');
    this.#topics.hear(JSON.parse(String(event.data)) as ServerFrame);
  };

  readonly #lost = (): void => {
    this.#timers.cancel('ping', 'pong', 'answer', 'renew');
    this.#topics.closed();
    if (this.#state.status === 'live') this.#become('reconnecting');
    if (!this.#timers.isSet('stale')) this.#awaitStaleness();
    if ((this.#socket?.retryCount ?? 0) >= POLLING_AFTER_RETRIES) this.#polling.start();
  };

  readonly #polled = (isWorking: boolean): void => {
    if (isWorking) {
      this.#become('polling');
      this.#awaitStaleness();
    } else if (this.#state.status === 'polling') this.#become('reconnecting');
  };

  #awaitStaleness(): void {
    this.#timers.after('stale', STALE_AFTER_MS, () => {
      this.#become('stale');
      this.#polling.start();
    });
  }

  readonly #ping = (): void => {
    this.#socket?.send(JSON.stringify({ action: 'ping' }));
    this.#timers.after('ping', PING_MS, this.#ping);
    this.#timers.after('pong', PONG_WITHIN_MS, this.#reconnect);
  };

  readonly #requireAnswers = (): void => {
    if (this.#topics.isWaiting) this.#reconnect();
  };

  readonly #reconnect = (): void => {
    this.#socket?.reconnect();
  };

  // A laptop that slept holds a socket that looks open and is not.
  readonly #probe = (): void => {
    const isOpen = this.#socket?.readyState === LastingSocket.OPEN;
    if (document.visibilityState === 'visible' && isOpen) this.#ping();
  };

  readonly #stop = (): void => {
    window.removeEventListener('online', this.#probe);
    document.removeEventListener('visibilitychange', this.#probe);
    this.#socket?.removeEventListener('close', this.#lost);
    this.#socket?.removeEventListener('error', this.#lost);
    this.#socket?.close();
    this.#socket = null;
    this.#polling.stop();
    this.#topics.closed();
    this.#timers.cancelAll();
    this.#become('idle');
  };

  #become(status: LiveState['status']): void {
    const isCurrent = status === 'live' || status === 'polling';
    if (status === 'live') this.#timers.cancel('stale');
    const aliveAt = isCurrent ? Date.now() : this.#state.aliveAt;
    if (status === this.#state.status) {
      // Not worth telling: nobody shows the age of what is live.
      this.#state.aliveAt = aliveAt;
      return;
    }
    this.#state = { status, aliveAt };
    for (const changed of this.#watchers) changed();
  }
}
