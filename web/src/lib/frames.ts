/** What goes over the socket, and comes by polling. */

/** An event, or the present of an asset or a user. */
export interface Frame {
  type: `${string}.${string}`;
  event_id: string;
  topic: string;
  cursor?: string | null;
  version: number;
  occurred_at: string;
  data: Record<string, unknown>;
}

export type ServerFrame =
  | Frame
  | { type: 'subscribed'; topics: { topic: string; cursor: string }[] }
  | { type: 'unsubscribed'; topics: string[] }
  | { type: 'replay'; topic: string; events: Frame[] }
  | { type: 'reset'; topic: string }
  | { type: 'error'; code: string; message: string; topic?: string | null }
  | { type: 'pong' };

export interface ClientFrame {
  action: 'subscribe' | 'unsubscribe';
  topics: string[];
  since?: Record<string, string>;
}

export interface Listener {
  onFrame: (frame: Frame) => void;
  /**
   * What happened before must be read: frames come from here on, more was missed than can be told,
   * or none can come. Not after each reconnect: what was missed then comes as frames.
   */
  onGap?: () => void;
}

// The server takes 100 topics and 8 KB in a frame.
const TOPICS_PER_FRAME = 100;
const CHARACTERS_PER_FRAME = 7000;

/** Frames that subscribe to topics, each from where it got to. */
export function subscriptions(wanted: readonly [string, string | null][]): ClientFrame[] {
  const frames: ClientFrame[] = [];
  let room = 0;
  let last: ClientFrame | undefined;
  for (const [topic, cursor] of wanted) {
    const length = 2 * topic.length + (cursor?.length ?? 0) + 12;
    if (!last || length > room || last.topics.length === TOPICS_PER_FRAME) {
      last = { action: 'subscribe', topics: [] };
      frames.push(last);
      room = CHARACTERS_PER_FRAME;
    }
    room -= length;
    last.topics.push(topic);
    if (cursor !== null) last.since = { ...last.since, [topic]: cursor };
  }
  return frames;
}
