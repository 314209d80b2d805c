import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { liveOver } from '../test/connecting';
import { errorOf, eventOf, placeOf } from '../test/events';
import { FakeSocket } from '../test/socket';
import type { Live } from './live';

const MINUTE = 60_000;
const OF_THE_GATEWAY = { message: 'Internal server error', connectionId: 'c', requestId: 'r' };

let live: Live;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened.length = 0;
  live = liveOver(() => Promise.reject(new Error('unreachable')));
  stop = live.start();
  live.subscribe('assets', { onFrame: vi.fn() });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function followed(): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(1);
  FakeSocket.last.accept();
  FakeSocket.last.confirm();
  return FakeSocket.last;
}

describe('a ping', () => {
  it('goes out within a minute, and keeps the connection when it is answered', async () => {
    const socket = await followed();
    for (let passed = 0; passed < 10 * MINUTE; passed += 5000) {
      await vi.advanceTimersByTimeAsync(5000);
      socket.tell({ type: 'pong' });
    }
    const pings = socket.sent.filter(({ action }) => action === 'ping');
    expect(pings.length).toBeGreaterThan(10);
    expect(FakeSocket.opened).toHaveLength(1);
  });

  it('finds a wire that was cut without a word within a minute', async () => {
    await followed();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(live.state().status).not.toBe('live');
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it.each([
    ['an error of the gateway', OF_THE_GATEWAY],
    ['an error', errorOf('service_unavailable', null)],
    ['an event', eventOf('assets', 'a', 1, placeOf(1))],
  ])('is not answered by %s', async (_, frame) => {
    const socket = await followed();
    for (let passed = 0; passed < MINUTE; passed += 1000) {
      await vi.advanceTimersByTimeAsync(1000);
      if (socket.readyState === 1) socket.tell(frame);
    }
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it('has its own time, however often the page comes to the front', async () => {
    await followed();
    for (let time = 1; time <= 3; time += 1) {
      window.dispatchEvent(new Event('online'));
      await vi.advanceTimersByTimeAsync(4000);
    }
    expect(FakeSocket.opened).toHaveLength(2);
  });
});
