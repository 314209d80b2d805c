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

// A wire that was cut without a word is noticed within a minute.
const PING_MS = 45_000;
const PONG_WITHIN_MS = 10_000;
// The gateway ends each connection after two hours.
const LIFETIME_MS = 110 * 60_000;
const ANSWER_WITHIN_MS = 15_000;
const STALE_AFTER_MS = 30_000;
const POLLING_AFTER_TRIES = 3;
/** One that is lost sooner than this was no success. */
const SETTLED_AFTER_MS = 5000;
const LONGEST_DELAY_MS = 30_000;
/** Nothing is wrong with what was asked for, and it is not known whether it was done. */
const NOT_JUST_NOW = new Set(['write_conflict', 'service_unavailable']);

type TimerName = 'ping' | 'pong' | 'answer' | 'settled' | 'renew' | 'retry' | 'stale';

export class Live {
  readonly #options: LiveOptions;
  readonly #topics = new Topics((frame) => {
    this.#socket?.send(JSON.stringify(frame));
    this.#expectAnswers();
  });
  readonly #polling: Polling;
  readonly #watchers = new Set<() => void>();
  readonly #timers = new Timers<TimerName>();
  #socket: LastingSocket | null = null;
  /** Connections that were begun since one has lasted. */
  #tries = 0;
  #state: LiveState = { status: 'idle', aliveAt: null };

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#polling = new Polling(this.#topics, options.readEvents, this.#polled);
  }

  /** Connect, and stay connected until the answer is called. */
  start(): () => void {
    const delay = () => this.#delay;
    const socket = new LastingSocket(this.#address, [], {
      ...(this.#options.WebSocket && { WebSocket: this.#options.WebSocket }),
      // Asked for before each attempt. Its own count takes each socket that opens for a success.
      get minReconnectionDelay() {
        return delay();
      },
      reconnectionDelayGrowFactor: 1,
      maxReconnectionDelay: LONGEST_DELAY_MS,
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
    this.#tries = 0;
    this.#become('connecting');
    this.#awaitStaleness();
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

  readonly #address = (): Promise<string> => {
    this.#tries += 1;
    return this.#options.address();
  };

  /** Not the same for all: browsers that lost one server don't come back as one. */
  get #delay(): number {
    const growth = 1.7 ** Math.max(0, this.#tries - 1);
    return Math.min(LONGEST_DELAY_MS, (500 + Math.random() * 1000) * growth);
  }

  readonly #opened = (): void => {
    this.#timers.after('renew', LIFETIME_MS, this.#reconnect);
    this.#pingLater();
    this.#topics.opened();
    this.#judge();
  };

  readonly #heard = (event: MessageEvent): void => {
    const frame = JSON.parse(String(event.data)) as ServerFrame | Record<string, never>;
    // What the gateway itself says answers nothing.
    if (!('type' in frame)) return;
    if (frame.type === 'pong') this.#timers.cancel('pong');
    const isWaiting = this.#topics.waitingSince !== null;
    if (frame.type === 'error' && NOT_JUST_NOW.has(frame.code) && isWaiting) {
      this.#retry();
      return;
    }
    this.#topics.hear(frame);
    this.#expectAnswers();
    this.#judge();
  };

  /** An open socket alone tells nothing: it is live once all that is followed was confirmed. */
  #judge(): void {
    if (this.#state.status !== 'live') {
      if (this.#topics.waitingSince !== null) return;
      this.#polling.stop();
      this.#timers.cancel('stale');
      this.#timers.after('settled', SETTLED_AFTER_MS, () => {
        this.#tries = 0;
      });
    }
    this.#become('live');
  }

  /** Each frame has its own time: others that are answered meanwhile don't lengthen it. */
  #expectAnswers(): void {
    const since = this.#topics.waitingSince;
    if (since === null) this.#timers.cancel('answer');
    else this.#timers.after('answer', since + ANSWER_WITHIN_MS - performance.now(), this.#retry);
  }

  readonly #lost = (): void => {
    this.#timers.cancel('ping', 'pong', 'answer', 'settled', 'renew');
    this.#topics.closed();
    if (this.#state.status === 'live') this.#become('reconnecting');
    if (!this.#timers.isSet('stale')) this.#awaitStaleness();
    if (this.#tries >= POLLING_AFTER_TRIES) this.#polling.start();
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

  #pingLater(): void {
    this.#timers.after('ping', PING_MS * (0.9 + 0.2 * Math.random()), this.#ping);
  }

  readonly #ping = (): void => {
    this.#socket?.send(JSON.stringify({ action: 'ping' }));
    this.#pingLater();
    if (!this.#timers.isSet('pong')) this.#timers.after('pong', PONG_WITHIN_MS, this.#reconnect);
  };

  readonly #reconnect = (): void => {
    this.#socket?.reconnect();
  };

  /** After a server that opens sockets and follows nothing: not at once, and ever later. */
  readonly #retry = (): void => {
    this.#socket?.close();
    this.#timers.after('retry', this.#delay, this.#reconnect);
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
