import { beforeEach, describe, expect, it, vi } from 'vitest';

import { confirmed, errorOf, eventOf, placeOf, snapshotOf } from '../test/events';
import type { ClientFrame, Frame } from './frames';
import { Topics } from './live_topics';

const LATEST = placeOf(9);

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

/** Follows a topic that is live and got to a cursor, on a connection that was lost then. */
function cutOff(topic: string, cursor: string) {
  const mine = followed(topic);
  topics.opened();
  topics.hear(confirmed(topic, cursor));
  topics.closed();
  sent.length = 0;
  return mine;
}

const asked = () => sent.filter(({ action }) => action === 'subscribe');

describe('the first subscription', () => {
  it('is without a cursor, and has everything read once', () => {
    const { onGap } = followed('assets');
    topics.opened();
    expect(sent).toEqual([{ action: 'subscribe', topics: ['assets'] }]);
    expect(onGap).not.toHaveBeenCalled();
    topics.hear(confirmed('assets', LATEST));
    expect(onGap).toHaveBeenCalledOnce();
  });

  it('hands on what comes before its answer', () => {
    const { seen } = followed('user:anna');
    topics.opened();
    topics.hear(eventOf('user:anna', 'anna', 1, '1'));
    expect(seen).toEqual(['anna:1']);
  });

  it('of one who comes later reads too, and only for them', () => {
    const first = followed('assets');
    topics.opened();
    topics.hear(confirmed('assets', LATEST));
    const second = followed('assets');
    expect(second.onGap).toHaveBeenCalledOnce();
    expect(first.onGap).toHaveBeenCalledOnce();
    expect(asked()).toHaveLength(1);
  });
});

describe('after a reconnect', () => {
  it.each([
    ['assets', placeOf(3), eventOf('assets', 'a', 1, placeOf(5)), placeOf(5)],
    ['user:anna', '9', eventOf('user:anna', 'anna', 10, '10'), '10'],
  ])('%s is asked for from where it got to', (topic, cursor, event, later) => {
    cutOff(topic, cursor);
    topics.opened();
    topics.hear(confirmed(topic, cursor));
    topics.hear(event);
    topics.closed();
    topics.opened();
    const since = asked().map((frame) => frame.since);
    expect(since).toEqual([{ [topic]: cursor }, { [topic]: later }]);
  });

  it('nothing is read that was replayed', () => {
    const { seen, onGap } = cutOff('assets', placeOf(3));
    topics.opened();
    const events = [4, 5].map((at) => eventOf('assets', 'a', at, placeOf(at)));
    topics.hear({ type: 'replay', topic: 'assets', events });
    topics.hear(confirmed('assets', placeOf(6)));
    expect(seen).toEqual(['a:4', 'a:5']);
    expect(onGap).toHaveBeenCalledOnce();
  });

  it('what is live waits for what was missed', () => {
    const { seen } = cutOff('assets', placeOf(3));
    topics.opened();
    topics.hear(eventOf('assets', 'a', 6, placeOf(6)));
    const events = [4, 5].map((at) => eventOf('assets', 'a', at, placeOf(at)));
    topics.hear({ type: 'replay', topic: 'assets', events });
    expect(seen).toEqual(['a:4', 'a:5']);
    topics.hear(confirmed('assets', placeOf(5)));
    expect(seen).toEqual(['a:4', 'a:5', 'a:6']);
  });

  it('a snapshot comes before what is live', () => {
    const { seen } = cutOff('asset:x', '3');
    topics.opened();
    topics.hear(eventOf('asset:x', 'x', 8, '8'));
    topics.hear(snapshotOf('asset:x', 7));
    topics.hear(confirmed('asset:x', '7'));
    expect(seen).toEqual(['asset:x@7', 'x:8']);
  });

  it('lost in the middle it is asked for from the same place again', () => {
    const { seen } = cutOff('assets', placeOf(3));
    for (let time = 1; time <= 2; time += 1) {
      topics.opened();
      const events = [eventOf('assets', 'a', 4, placeOf(8))];
      topics.hear({ type: 'replay', topic: 'assets', events });
      topics.hear(eventOf('assets', 'a', 9, placeOf(9)));
      topics.closed();
    }
    expect(asked().map(({ since }) => since?.['assets'])).toEqual([placeOf(3), placeOf(3)]);
    expect(seen).toEqual(['a:4']);
  });

  it('one that follows only since then reads, and nobody else', () => {
    const first = cutOff('assets', placeOf(3));
    const second = followed('assets');
    topics.opened();
    topics.hear(confirmed('assets', placeOf(4)));
    expect(second.onGap).toHaveBeenCalledOnce();
    expect(first.onGap).toHaveBeenCalledOnce();
  });
});

describe('events', () => {
  it('that come twice are handed on once, for each topic', () => {
    const all = followed('assets');
    const one = followed('asset:a');
    for (let time = 1; time <= 2; time += 1) {
      topics.hear(eventOf('assets', 'a', 1, placeOf(1)));
      topics.hear(eventOf('asset:a', 'a', 1, '1'));
    }
    expect([all.seen, one.seen]).toEqual([['a:1'], ['a:1']]);
  });

  it('that were told again at a later place move the cursor, unseen', () => {
    const { seen } = cutOff('assets', placeOf(3));
    topics.opened();
    topics.hear(confirmed('assets', placeOf(3)));
    for (const at of [4, 8]) topics.hear(eventOf('assets', 'a', 4, placeOf(at)));
    topics.closed();
    topics.opened();
    expect(seen).toEqual(['a:4']);
    expect(sent.at(-1)?.since).toEqual({ assets: placeOf(8) });
  });

  it('of topics that nobody follows are dropped, and so is what has no meaning', () => {
    topics.opened();
    topics.hear(eventOf('user:ben', 'ben', 1, '1'));
    topics.hear({ message: 'Internal server error' } as never);
    expect(sent).toEqual([]);
  });
});

describe('what the server can’t tell', () => {
  it('is read after a reset, and the topic goes on from there', () => {
    const { onGap } = cutOff('assets', placeOf(3));
    topics.opened();
    topics.hear({ type: 'reset', topic: 'assets' });
    topics.hear(confirmed('assets', LATEST));
    expect(onGap).toHaveBeenCalledTimes(2);
    topics.closed();
    topics.opened();
    expect(sent.at(-1)?.since).toEqual({ assets: LATEST });
  });

  it('is read after a reset also when the connection is lost at once', () => {
    const { onGap } = cutOff('assets', placeOf(3));
    topics.opened();
    topics.hear({ type: 'reset', topic: 'assets' });
    topics.closed();
    topics.opened();
    expect(sent.at(-1)).toEqual({ action: 'subscribe', topics: ['assets'] });
    topics.hear(confirmed('assets', LATEST));
    expect(onGap).toHaveBeenCalledTimes(2);
  });

  it('is read where the cursor is not known any more', () => {
    const { onGap } = cutOff('user:anna', '12');
    topics.opened();
    topics.hear(errorOf('invalid_cursor', 'user:anna'));
    expect(sent.at(-1)).toEqual({ action: 'subscribe', topics: ['user:anna'] });
    topics.hear(confirmed('user:anna', '2'));
    expect(onGap).toHaveBeenCalledTimes(2);
    topics.closed();
    topics.opened();
    expect(sent.at(-1)?.since).toEqual({ 'user:anna': '2' });
  });
});
