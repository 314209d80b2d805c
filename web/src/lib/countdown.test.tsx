import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ServerClock } from './clock';
import { useTimeLeft } from './countdown';

const UNTIL = '2026-11-22T10:00:30.000Z';
const START = Date.parse('2026-11-22T10:00:00.000Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: START });
});

afterEach(() => {
  vi.useRealTimers();
});

function pass(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

it('counts down to the moment and says when it is over', () => {
  const { result } = renderHook(() => useTimeLeft(UNTIL, new ServerClock()));
  expect(result.current).toBe(30_000);
  pass(10_000);
  expect(result.current).toBe(20_000);
  pass(20_250);
  expect(result.current).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

it('includes the moment itself', () => {
  const clock = new ServerClock();
  const { result } = renderHook(() => useTimeLeft(UNTIL, clock));
  pass(30_000);
  expect(result.current).toBe(0);
});

it.each([
  [10_000, 20_000],
  [-10_000, 40_000],
])('goes by the clock of the server, which is %d ms ahead', (ahead, left) => {
  const clock = new ServerClock();
  clock.observe(START + ahead, 0, START, START);
  const { result } = renderHook(() => useTimeLeft(UNTIL, clock));
  expect(result.current).toBe(left);
});

it('knows no time for what can not be undone', () => {
  const { result } = renderHook(() => useTimeLeft(null, new ServerClock()));
  expect(result.current).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

it('ticks no more once nobody looks', () => {
  const clock = new ServerClock();
  const { unmount } = renderHook(() => useTimeLeft(UNTIL, clock));
  expect(vi.getTimerCount()).toBe(1);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});
