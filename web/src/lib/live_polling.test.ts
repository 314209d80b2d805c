import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { confirmed, eventOf, placeOf, snapshotOf } from '../test/events';
import type { Frame, ServerFrame } from './frames';
import { type EventPage, Polling, type ReadEvents } from './live_polling';
import { Topics } from './live_topics';
import { ApiProblem } from './problem';

const ROUND_MS = 6000;

const read = vi.fn<ReadEvents>();
const told = vi.fn();
let topics: Topics;
let polling: Polling;

beforeEach(() => {
  vi.useFakeTimers();
  read.mockReset().mockImplementation(() => Promise.resolve(page()));
  told.mockReset();
  topics = new Topics(() => undefined);
  polling = new Polling(topics, read, told);
});

afterEach(() => {
  polling.stop();
  vi.useRealTimers();
});

function page(events: ServerFrame[] = [], cursor = 'c', has_more = false) {
  return { events, cursor, has_more };
}

function problem(code: string) {
  const empty = { title: '', detail: '', request_id: null, errors: [], error_count: 0, more: {} };
  return new ApiProblem({ status: 404, code, ...empty });
}

function followed(topic: string) {
  const seen: string[] = [];
  const onGap = vi.fn();
  const onFrame = (frame: Frame) => seen.push(frame.event_id);
  return { seen, onGap, leave: topics.follow(topic, { onFrame, onGap }) };
}

const asked = () => read.mock.calls.map(([names, since]) => [names, since]);

async function rounds(count: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(count === 1 ? 1 : (count - 1) * ROUND_MS);
}

describe('polling', () => {
  it('asks for what is followed, from where the last answer ended', async () => {
    followed('assets');
    followed('user:anna');
    read.mockResolvedValueOnce(page([], 'first'));
    polling.start();
    await rounds(2);
    expect(asked()).toEqual([
      [['assets', 'user:anna'], null],
      [['assets', 'user:anna'], 'first'],
    ]);
    expect(told).toHaveBeenLastCalledWith(true);
  });

  it('has everything read once, after the first answer', async () => {
    const { onGap } = followed('assets');
    let resolve: (page: EventPage) => void = vi.fn();
    read.mockReturnValueOnce(
      new Promise((done) => {
        resolve = done;
      }),
    );
    polling.start();
    await rounds(1);
    expect(onGap).not.toHaveBeenCalled();
    resolve(page());
    await rounds(3);
    expect(onGap).toHaveBeenCalledOnce();
  });

  it('leaves what was missed to the next connection where it does not work', async () => {
    const { onGap } = followed('assets');
    topics.opened();
    topics.hear(confirmed('assets', placeOf(1)));
    topics.closed();
    read.mockRejectedValue(new Error('unreachable'));
    polling.start();
    await rounds(3);
    polling.stop();
    topics.opened();
    topics.hear(confirmed('assets', placeOf(2)));
    expect(onGap).toHaveBeenCalledOnce();
  });

  it('hands events on, each once, page by page', async () => {
    const { seen } = followed('assets');
    const [one, two] = [1, 2].map((at) => eventOf('assets', 'a', at, placeOf(at)));
    read
      .mockResolvedValueOnce(page(one ? [one] : [], 'p1', true))
      .mockResolvedValueOnce(page(one && two ? [one, two] : [], 'p2'));
    polling.start();
    await rounds(1);
    expect(seen).toEqual(['a:1', 'a:2']);
    expect(asked()).toHaveLength(2);
  });

  it('hands snapshots on', async () => {
    const { seen } = followed('user:anna');
    read.mockResolvedValueOnce(page([snapshotOf('user:anna', 7)]));
    polling.start();
    await rounds(1);
    expect(seen).toEqual(['user:anna@7']);
  });

  it('has everything read again where more was missed than is told', async () => {
    const { onGap } = followed('assets');
    read
      .mockResolvedValueOnce(page())
      .mockResolvedValueOnce(page([{ type: 'reset', topic: 'assets' }]));
    polling.start();
    await rounds(3);
    expect(onGap).toHaveBeenCalledTimes(2);
  });

  it('begins anew where the cursor is not known', async () => {
    const { onGap } = followed('assets');
    read.mockResolvedValueOnce(page()).mockRejectedValueOnce(problem('invalid_cursor'));
    polling.start();
    await rounds(4);
    expect(asked()[2]).toEqual([['assets'], null]);
    expect(onGap).toHaveBeenCalledTimes(2);
  });
});

describe('its topics', () => {
  it('are at most twenty in a request, and stay with their cursor', async () => {
    const all = Array.from({ length: 25 }, (_, at) => followed(`user:${at}`));
    read.mockImplementation((names) => Promise.resolve(page([], `of ${names.at(-1) ?? ''}`)));
    polling.start();
    await rounds(1);
    expect(asked().map(([names]) => names?.length)).toEqual([20, 5]);
    all[3]?.leave();
    const { onGap } = followed('user:new');
    read.mockClear();
    await rounds(2);
    const [first, second] = asked();
    expect(first?.[0]).toContain('user:new');
    expect(first?.[0]).not.toContain('user:3');
    expect([first?.[1], second?.[1]]).toEqual(['of user:19', 'of user:24']);
    expect(onGap).toHaveBeenCalledOnce();
  });

  it('that are refused are left out, and stop no others', async () => {
    for (let at = 0; at < 8; at += 1) followed(`user:${at}`);
    const isRefused = (names: string[]) => names.includes('user:5');
    read.mockImplementation((names) =>
      isRefused(names) ? Promise.reject(problem('user_not_found')) : Promise.resolve(page()),
    );
    polling.start();
    await rounds(1);
    expect(told).toHaveBeenCalledWith(true);
    expect(topics.names).toHaveLength(7);
    read.mockClear();
    await rounds(2);
    expect(asked().flatMap(([names]) => names)).toHaveLength(7);
  });
});

describe('its end', () => {
  it('says when it does not work, and tries again', async () => {
    followed('assets');
    read.mockRejectedValueOnce(new Error('unreachable'));
    polling.start();
    await rounds(1);
    expect(told).toHaveBeenLastCalledWith(false);
    await rounds(2);
    expect(told).toHaveBeenLastCalledWith(true);
  });

  it('comes at once, also in the middle of a request', async () => {
    const { seen } = followed('assets');
    read.mockImplementationOnce(() => {
      polling.stop();
      return Promise.resolve(page([eventOf('assets', 'a', 1, placeOf(1))]));
    });
    polling.start();
    await rounds(3);
    expect(read).toHaveBeenCalledOnce();
    expect(seen).toEqual([]);
    expect(told).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is followed by a new beginning', async () => {
    followed('assets');
    polling.start();
    polling.start();
    await rounds(1);
    expect(read).toHaveBeenCalledOnce();
    polling.stop();
    polling.start();
    await rounds(1);
    expect(asked().at(-1)).toEqual([['assets'], null]);
  });
});
