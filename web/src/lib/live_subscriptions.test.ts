import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { confirmed, errorOf, placeOf } from '../test/events';
import type { ClientFrame, Frame } from './frames';
import { Topics } from './live_topics';

let sent: ClientFrame[];
let topics: Topics;

beforeEach(() => {
  sent = [];
  topics = new Topics((frame) => sent.push(frame));
});

function followed(topic: string) {
  const seen: string[] = [];
  const onGap = vi.fn();
  const onFrame = (frame: Frame) => seen.push(frame.event_id);
  return { seen, onGap, leave: topics.follow(topic, { onFrame, onGap }) };
}

const asked = () => sent.filter(({ action }) => action === 'subscribe');

describe('a refused topic', () => {
  it.each(['asset_not_found', 'user_not_found', 'topic_refused'])(
    'is left out, and the others are asked for again: %s',
    (code) => {
      const refused = followed('user:ghost');
      const other = followed('assets');
      topics.opened();
      topics.hear(errorOf(code, 'user:ghost'));
      expect(refused.onGap).toHaveBeenCalledOnce();
      expect(other.onGap).not.toHaveBeenCalled();
      expect(asked().map((frame) => frame.topics)).toEqual([['user:ghost', 'assets'], ['assets']]);
      topics.hear(confirmed('assets', placeOf(9)));
      expect(topics.names).toEqual(['assets']);
      refused.leave();
      expect(sent.at(-1)?.action).toBe('subscribe');
    },
  );

  it('is asked for again on the next connection', () => {
    followed('user:ghost');
    topics.opened();
    topics.hear(errorOf('user_not_found', 'user:ghost'));
    topics.closed();
    topics.opened();
    expect(asked()).toHaveLength(2);
  });
});

describe('frames that overtake each other', () => {
  it('leave no wanted topic unsubscribed', () => {
    followed('user:anna').leave();
    topics.opened();
    const first = followed('user:anna');
    first.leave();
    const { onGap } = followed('user:anna');
    topics.hear(confirmed('user:anna', '4'));
    topics.hear({ type: 'unsubscribed', topics: ['user:anna'] });
    expect(sent.at(-1)).toMatchObject({ action: 'subscribe', since: { 'user:anna': '4' } });
    topics.hear(confirmed('user:anna', '4'));
    expect(onGap).toHaveBeenCalledOnce();
  });

  it('leave no unwanted topic subscribed', () => {
    topics.opened();
    followed('user:anna').leave();
    topics.hear({ type: 'unsubscribed', topics: ['user:anna'] });
    topics.hear(confirmed('user:anna', '4'));
    expect(sent.at(-1)).toEqual({ action: 'unsubscribe', topics: ['user:anna'] });
  });
});

describe('many topics', () => {
  it('are asked for in frames that the server takes', () => {
    const names = Array.from({ length: 150 }, (_, at) => `user:${'u'.repeat(100)}${at}`);
    for (const name of names) followed(name);
    topics.opened();
    for (const name of names) topics.hear(confirmed(name, '123'));
    topics.closed();
    topics.opened();
    for (const frame of sent) {
      expect(frame.topics.length).toBeLessThanOrEqual(100);
      expect(JSON.stringify(frame).length).toBeLessThan(8192);
    }
    expect(asked().flatMap((frame) => frame.topics)).toEqual([...names, ...names]);
  });

  it('beyond what a connection takes are read, and followed when others are left', () => {
    const first = followed('user:0');
    for (let at = 1; at < 200; at += 1) followed(`user:${at}`);
    topics.opened();
    const beyond = followed('user:beyond');
    expect(asked().flatMap((frame) => frame.topics)).toHaveLength(200);
    expect(beyond.onGap).toHaveBeenCalledOnce();
    first.leave();
    expect(sent.slice(-2)).toEqual([
      { action: 'unsubscribe', topics: ['user:0'] },
      { action: 'subscribe', topics: ['user:beyond'] },
    ]);
  });

  it('that the server finds too many are read, and asked for once there is room', () => {
    const { onGap } = followed('user:anna');
    topics.opened();
    topics.hear(errorOf('too_many_subscriptions', null));
    expect(onGap).toHaveBeenCalledOnce();
    expect(topics.waitingSince).toBeNull();
    topics.hear({ type: 'unsubscribed', topics: ['user:before'] });
    expect(asked()).toHaveLength(2);
  });
});

describe('what is not answered', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function askedFor(topic: string): { at: number; leave: () => void } {
    vi.advanceTimersByTime(1000);
    return { at: performance.now(), leave: followed(topic).leave };
  }

  it('is known by when the oldest of it was asked for', () => {
    topics.opened();
    expect(topics.waitingSince).toBeNull();
    const first = askedFor('assets');
    const second = askedFor('user:anna');
    expect(topics.waitingSince).toBe(first.at);
    topics.hear(confirmed('assets', placeOf(9)));
    expect(topics.waitingSince).toBe(second.at);
    topics.hear(confirmed('user:anna', '4'));
    expect(topics.waitingSince).toBeNull();
  });

  it('stays so when others are answered, refused and left', () => {
    topics.opened();
    const { at } = askedFor('assets');
    askedFor('user:ghost');
    topics.hear(errorOf('user_not_found', 'user:ghost'));
    askedFor('user:anna').leave();
    topics.hear(confirmed('user:anna', '4'));
    topics.hear({ type: 'unsubscribed', topics: ['user:anna'] });
    expect(topics.waitingSince).toBe(at);
  });

  it('is nothing any more when the connection is gone', () => {
    topics.opened();
    askedFor('assets');
    topics.closed();
    expect(topics.waitingSince).toBeNull();
  });
});

describe('what is asked for without a cursor', () => {
  it('is read once it is followed, also where it was read before', () => {
    const { onGap } = followed('assets');
    topics.opened();
    topics.closeGaps(['assets']);
    expect(onGap).toHaveBeenCalledOnce();
    topics.hear(confirmed('assets', placeOf(9)));
    expect(onGap).toHaveBeenCalledTimes(2);
    topics.hear(confirmed('assets', placeOf(9)));
    expect(onGap).toHaveBeenCalledTimes(2);
  });
});
