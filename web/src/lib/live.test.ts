import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { liveOver } from '../test/connecting';
import { FakeSocket } from '../test/socket';
import type { Frame } from './frames';
import type { Live } from './live';
import type { ReadEvents } from './live_polling';

const MINUTE = 60_000;

const readEvents = vi.fn<ReadEvents>();
let live: Live;
let stop: () => void;
let tickets: number;
let began: number;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened.length = 0;
  tickets = 0;
  began = Date.now();
  readEvents.mockReset().mockRejectedValue(new Error('unreachable'));
  live = liveOver(readEvents, () => Promise.resolve(`ws://here/live?ticket=${String(++tickets)}`));
  stop = live.start();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function connected(): Promise<FakeSocket> {
  const before = FakeSocket.opened.length;
  await vi.advanceTimersByTimeAsync(before === 0 ? 1 : 2000);
  const socket = FakeSocket.last;
  socket.accept();
  return socket;
}

function frame(topic: string): Frame {
  const position = { event_id: 'e:1', topic, cursor: null, version: 1 };
  return {
    type: 'conversion.progress',
    ...position,
    occurred_at: '2026-11-22T10:00:00Z',
    data: {},
  };
}

describe('topics', () => {
  it('are asked for once, however many listen, and left with the last of them', async () => {
    const leaveFirst = live.subscribe('assets', { onFrame: vi.fn() });
    const leaveSecond = live.subscribe('assets', { onFrame: vi.fn() });
    const socket = await connected();
    expect(socket.sent).toEqual([{ action: 'subscribe', topics: ['assets'] }]);

    leaveFirst();
    expect(socket.sent).toHaveLength(1);
    leaveSecond();
    leaveSecond();
    expect(socket.sent.slice(1)).toEqual([{ action: 'unsubscribe', topics: ['assets'] }]);
  });

  it('leave nothing behind after a thousand pages came and went', async () => {
    const socket = await connected();
    for (let page = 0; page < 1000; page += 1) {
      const listener = { onFrame: vi.fn() };
      const leaving = [
        live.subscribe(`asset:${String(page % 7)}`, listener),
        live.subscribe('assets', listener),
      ];
      for (const leave of leaving) leave();
    }
    expect(live.topicCount).toBe(0);
    const asked = socket.sent.filter(({ action }) => action === 'subscribe');
    const left = socket.sent.filter(({ action }) => action === 'unsubscribe');
    expect(left).toHaveLength(asked.length);
  });

  it('of another listener stay when the same one is given twice', async () => {
    const listener = { onFrame: vi.fn() };
    live.subscribe('assets', listener)();
    live.subscribe('assets', listener);
    const socket = await connected();
    socket.tell(frame('assets'));
    expect(listener.onFrame).toHaveBeenCalledOnce();
  });

  it('get their own frames and nobody else’s', async () => {
    const mine = vi.fn();
    const other = vi.fn();
    live.subscribe('asset:a', { onFrame: mine });
    live.subscribe('asset:b', { onFrame: other });
    const socket = await connected();
    socket.tell(frame('asset:a'));
    socket.tell({ type: 'pong' });
    expect(mine).toHaveBeenCalledExactlyOnceWith(frame('asset:a'));
    expect(other).not.toHaveBeenCalled();
  });

  it('are asked for again after a reconnect, from where they got to', async () => {
    live.subscribe('user:anna', { onFrame: vi.fn() });
    const socket = await connected();
    socket.tell({ type: 'subscribed', topics: [{ topic: 'user:anna', cursor: '4' }] });
    socket.drop();
    const again = await connected();
    const since = { 'user:anna': '4' };
    expect(again.sent).toEqual([{ action: 'subscribe', topics: ['user:anna'], since }]);
  });

  it('are asked for again after a reconnect, a hundred in a frame', async () => {
    for (let at = 0; at < 150; at += 1) live.subscribe(`asset:${String(at)}`, { onFrame: vi.fn() });
    (await connected()).drop();
    const again = await connected();
    expect(again.sent.map(({ topics }) => topics?.length)).toEqual([100, 50]);
    expect(tickets).toBe(2);
  });
});

describe('the connection', () => {
  it('says whether it is alive, and how old what is shown may be', async () => {
    expect(live.state().status).toBe('connecting');
    const socket = await connected();
    expect(live.state().status).toBe('live');
    const aliveAt = Date.now();
    socket.drop();
    expect(live.state()).toEqual({ status: 'reconnecting', aliveAt });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(live.state()).toEqual({ status: 'stale', aliveAt });
    FakeSocket.last.accept();
    expect(live.state().status).toBe('live');
  });

  it('becomes stale when no ticket can be had, and comes back with one', async () => {
    stop();
    const address = vi.fn<() => Promise<string>>().mockRejectedValue(new Error('unreachable'));
    live = liveOver(readEvents, address);
    stop = live.start();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(live.state().status).toBe('stale');
    address.mockResolvedValue('ws://here/live?ticket=1');
    while (FakeSocket.opened.length === 0) await vi.advanceTimersByTimeAsync(100);
    FakeSocket.last.accept();
    expect(live.state().status).toBe('live');
  });

  it('is made anew before the gateway would end it', async () => {
    const socket = await connected();
    const answerPings = async (until: number) => {
      for (let passed = 0; passed < until; passed += 5000) {
        await vi.advanceTimersByTimeAsync(5000);
        socket.tell({ type: 'pong' });
      }
    };
    await answerPings(109 * MINUTE);
    expect(FakeSocket.opened).toHaveLength(1);
    await answerPings(MINUTE + 5000);
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it('gives way to polling where no socket opens, and takes over again', async () => {
    readEvents.mockResolvedValue({ events: [], cursor: 'c', has_more: false });
    const onGap = vi.fn();
    live.subscribe('assets', { onFrame: vi.fn(), onGap });
    while (live.state().status !== 'polling') {
      await vi.advanceTimersByTimeAsync(100);
      const { last } = FakeSocket;
      if (last.readyState === 0) last.drop();
    }
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(live.state().aliveAt).toBeGreaterThan(began);
    expect(onGap).toHaveBeenCalledOnce();

    while (FakeSocket.last.readyState !== 0) await vi.advanceTimersByTimeAsync(100);
    FakeSocket.last.accept();
    expect(live.state().status).toBe('polling');
    FakeSocket.last.confirm();
    expect(live.state().status).toBe('live');
    readEvents.mockClear();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(readEvents).not.toHaveBeenCalled();
  });

  it('is stale once polling fails too, since the last answer', async () => {
    readEvents.mockResolvedValue({ events: [], cursor: 'c', has_more: false });
    live.subscribe('assets', { onFrame: vi.fn() });
    (await connected()).drop();
    while (live.state().status !== 'polling') await vi.advanceTimersByTimeAsync(100);
    const { aliveAt } = live.state();
    readEvents.mockRejectedValue(new Error('unreachable'));
    await vi.advanceTimersByTimeAsync(7000);
    expect(live.state()).toEqual({ status: 'reconnecting', aliveAt });
    await vi.advanceTimersByTimeAsync(24_000);
    expect(live.state()).toEqual({ status: 'stale', aliveAt });
    readEvents.mockResolvedValue({ events: [], cursor: 'c', has_more: false });
    await vi.advanceTimersByTimeAsync(7000);
    expect(live.state().status).toBe('polling');
  });

  it('ends for good when it is stopped', async () => {
    const socket = await connected();
    stop();
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(socket.readyState).toBe(3);
    expect(FakeSocket.opened).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(live.state().status).toBe('idle');
  });
});
