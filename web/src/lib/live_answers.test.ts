import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { busy, following, liveOver, pass, refusing, silent } from '../test/connecting';
import { errorOf, eventOf, placeOf } from '../test/events';
import { FakeSocket } from '../test/socket';
import type { Live } from './live';
import type { ReadEvents } from './live_polling';

const MINUTE = 60_000;
const OF_THE_GATEWAY = { message: 'Internal server error', connectionId: 'c', requestId: 'r' };

const readEvents = vi.fn<ReadEvents>();
const seen: string[] = [];
const onGap = vi.fn();
let live: Live;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened.length = 0;
  seen.length = 0;
  onGap.mockReset();
  readEvents.mockReset().mockResolvedValue({ events: [], cursor: 'c', has_more: false });
  live = liveOver(readEvents);
  stop = live.start();
  live.subscribe('assets', { onFrame: ({ event_id }) => seen.push(event_id), onGap });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function opened(): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(1);
  FakeSocket.last.accept();
  return FakeSocket.last;
}

async function followed(): Promise<FakeSocket> {
  const socket = await opened();
  socket.confirm();
  return socket;
}

describe('the connection is live', () => {
  it('once all that is followed was confirmed, and not when it opens', async () => {
    live.subscribe('user:anna', { onFrame: vi.fn() });
    const socket = await opened();
    expect(live.state()).toEqual({ status: 'connecting', aliveAt: null });
    socket.tell({ type: 'subscribed', topics: [{ topic: 'assets', cursor: placeOf(1) }] });
    expect(live.state().status).toBe('connecting');
    socket.tell({ type: 'subscribed', topics: [{ topic: 'user:anna', cursor: '1' }] });
    expect(live.state().status).toBe('live');
  });

  it('while another page is being opened', async () => {
    await followed();
    live.subscribe('user:anna', { onFrame: vi.fn() });
    expect(live.state().status).toBe('live');
  });

  it.each([
    ['no answer', silent],
    ['refusals for the moment', busy],
  ])('never where a server opens sockets and gives %s: what is shown is polled', async (_, act) => {
    const statuses = new Set<string>();
    live.watch(() => statuses.add(live.state().status));
    await pass(2 * MINUTE, act);
    expect(statuses).not.toContain('live');
    expect(live.state().status).toBe('polling');
    expect(FakeSocket.opened.length).toBeLessThan(20);
    readEvents.mockClear();
    await pass(MINUTE, act);
    expect(readEvents.mock.calls.length).toBeGreaterThan(8);
    expect(live.state().status).toBe('polling');
  });

  it('again where subscriptions are answered again, without any polling', async () => {
    await pass(2 * MINUTE, silent);
    await pass(MINUTE, following);
    expect(live.state().status).toBe('live');
    readEvents.mockClear();
    await pass(30_000, following);
    expect(readEvents).not.toHaveBeenCalled();
  });
});

describe('connections in a row that come to nothing', () => {
  it('lead to polling after three, whether they are refused or not answered', async () => {
    (await opened()).tell(errorOf('write_conflict', null));
    while (FakeSocket.opened.length < 2) await pass(100, refusing);
    expect(readEvents).not.toHaveBeenCalled();
    while (FakeSocket.opened.length < 3) await pass(100, busy);
    expect(readEvents).toHaveBeenCalled();
  });

  it('come ever more slowly', async () => {
    const at: number[] = [];
    await pass(4 * MINUTE, (socket) => {
      at.push(Date.now());
      busy(socket);
    });
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(Math.max(...pauses.slice(0, 1))).toBeLessThan(2000);
    expect(Math.min(...pauses.slice(-2))).toBeGreaterThan(10_000);
    expect(Math.max(...pauses)).toBeLessThan(31_000);
  });

  it('are forgotten when one has lasted, and not before', async () => {
    for (let time = 1; time <= 2; time += 1) {
      await pass(5000, busy);
      await pass(20_000, following);
      FakeSocket.last.drop();
      expect(live.state().status).toBe('reconnecting');
    }
    readEvents.mockClear();
    await pass(10_000, following);
    for (let time = 1; time <= 3; time += 1) {
      FakeSocket.last.drop();
      await pass(4000, following);
    }
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(1);
    expect(readEvents).toHaveBeenCalled();
  });
});

describe('a subscription that is not answered', () => {
  it('is asked for on another connection, also where the gateway said something', async () => {
    (await opened()).tell(OF_THE_GATEWAY);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(FakeSocket.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(FakeSocket.opened).toHaveLength(2);
    FakeSocket.last.accept();
    FakeSocket.last.confirm();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it('is noticed while pages come and go', async () => {
    const first = await opened();
    for (let page = 0; page < 3; page += 1) {
      const topic = `asset:${page}`;
      const leave = live.subscribe(topic, { onFrame: vi.fn() });
      if (first.readyState === 1)
        first.tell({ type: 'subscribed', topics: [{ topic, cursor: '1' }] });
      await vi.advanceTimersByTimeAsync(6000);
      leave();
    }
    expect(first.readyState).toBe(3);
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it('is tried again soon where it could not be done just now', async () => {
    const socket = await followed();
    await vi.advanceTimersByTimeAsync(6000);
    live.subscribe('user:anna', { onFrame: vi.fn() });
    socket.tell(errorOf('write_conflict', null));
    expect(live.state().status).toBe('reconnecting');
    await pass(2000, following);
    expect(FakeSocket.opened).toHaveLength(2);
    expect(live.state().status).toBe('live');
  });

  it('keeps nothing back of what polling finds', async () => {
    (await followed()).tell(eventOf('assets', 'a', 1, placeOf(1)));
    await vi.advanceTimersByTimeAsync(6000);
    FakeSocket.last.drop();
    await pass(MINUTE, silent);
    const event = eventOf('assets', 'a', 2, placeOf(2));
    readEvents.mockResolvedValueOnce({ events: [event], cursor: 'd', has_more: false });
    await pass(7000, silent);
    expect(seen).toEqual(['a:1', 'a:2']);
  });
});

it('what could not be done just now disturbs nothing where all is followed', async () => {
  const socket = await followed();
  socket.tell(errorOf('write_conflict', null));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(live.state().status).toBe('live');
  expect(FakeSocket.opened).toHaveLength(1);
});
