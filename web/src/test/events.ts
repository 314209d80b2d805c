/** Frames as a server sends them, for tests. */
import type { Frame } from '../lib/frames';

/** The event of an item by that number; the place in the log, or the version, says where it is. */
export function eventOf(topic: string, item: string, number: number, cursor: string): Frame {
  return {
    type: 'conversion.status_changed',
    event_id: `${item}:${number}`,
    topic,
    cursor,
    version: number,
    occurred_at: '2026-11-22T10:00:00.000Z',
    data: {},
  };
}

/** A place in the log of all assets. */
export function placeOf(at: number): string {
  return `${String(at).padStart(13, '0')}-01`;
}

export function snapshotOf(topic: string, version: number): Frame {
  const type = topic.startsWith('user:') ? 'user.snapshot' : 'asset.snapshot';
  const event_id = `${topic}@${version}`;
  return { ...eventOf(topic, topic, version, String(version)), type, event_id };
}

export function confirmed(topic: string, cursor: string) {
  return { type: 'subscribed' as const, topics: [{ topic, cursor }] };
}

export function errorOf(code: string, topic: string | null) {
  return { type: 'error' as const, code, message: 'No.', topic };
}
