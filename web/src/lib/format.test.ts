import { expect, it } from 'vitest';

import { bytes, duration, relativeTime } from './format';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1500, '1.5 KB'],
  [100_000_000, '100 MB'],
  [5e12, '5000 GB'],
])('says %d bytes as %s', (count, words) => {
  expect(bytes(count)).toBe(words);
});

it.each([
  [7.4, '0:07'],
  [750, '12:30'],
  [3723, '1:02:03'],
])('says %d seconds as %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

it.each([
  [20, 'just now'],
  [-20, 'just now'],
  [120, '2 minutes ago'],
  [7200, '2 hours ago'],
  [90_000, 'yesterday'],
])('says what was %d seconds ago as %s', (seconds, words) => {
  const moment = '2026-11-22T10:00:00.000Z';
  expect(relativeTime(moment, Date.parse(moment) + seconds * 1000)).toBe(words);
});
