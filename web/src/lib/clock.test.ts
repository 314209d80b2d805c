import { expect, it } from 'vitest';

import { ServerClock } from './clock';

const SERVER = Date.parse('2026-11-22T10:00:00.400Z');

it('shows this machine’s time as long as nothing is known', () => {
  expect(new ServerClock(() => 5000).now()).toBe(5000);
});

it.each([-3_600_000, -700, 0, 90_000])('finds an offset of %i ms by a Date header', (offset) => {
  let local = SERVER - offset;
  const clock = new ServerClock(() => local);
  // Each answer says only the second in which it was made; together they say more.
  for (let answered = 0; answered < 40; answered += 1) {
    const sent = local;
    local += 15;
    const date = new Date(local + offset).toUTCString();
    clock.observeAnswer(new Response(null, { headers: { Date: date } }), sent);
    local += 137;
  }
  expect(Math.abs(clock.offset - offset)).toBeLessThan(100);
});

it('follows a clock that was set meanwhile', () => {
  const clock = new ServerClock(() => 0);
  clock.observe(10_000, 1, 0, 0);
  clock.observe(90_000, 1, 0, 0);
  expect(clock.offset).toBeCloseTo(90_000, -1);
});

it('learns nothing from an answer without a date', () => {
  const clock = new ServerClock(() => 7);
  clock.observeAnswer(new Response(null), 0);
  expect(clock.now()).toBe(7);
});
