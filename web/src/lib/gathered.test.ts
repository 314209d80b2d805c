import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { gathered } from './gathered';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('acts at once, and then for all that came in the meantime together', () => {
  const acts: string[][] = [];
  const note = gathered<string>(1000, (all) => acts.push([...all]));
  for (const one of ['a', 'b', 'b', 'c']) note(one);
  expect(acts).toEqual([['a']]);
  vi.advanceTimersByTime(1000);
  expect(acts).toEqual([['a'], ['b', 'c']]);
  note('d');
  vi.advanceTimersByTime(1000);
  expect(acts).toEqual([['a'], ['b', 'c'], ['d']]);
});

it('acts at once again after a pause, and leaves no timer', () => {
  const act = vi.fn();
  const note = gathered<string>(1000, act);
  note('a');
  vi.advanceTimersByTime(1000);
  expect(vi.getTimerCount()).toBe(0);
  note('b');
  expect(act).toHaveBeenCalledTimes(2);
});
