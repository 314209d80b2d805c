import { expect, it } from 'vitest';

import { LiveServer } from '../test/live_server';
import { Topics } from './live_topics';

const ITEMS = ['a', 'b', 'c'];
const STEPS = 400;

/** Numbers that look random, and are the same each time. */
function chance(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

it.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'every event is heard once and in order, wherever connections are cut: %i',
  (seed) => {
    const random = chance(seed);
    const server = new LiveServer();
    const topics = new Topics((frame) => {
      server.receive(frame);
    });
    const heard: string[] = [];
    const readings: number[] = [];
    topics.follow('assets', {
      onFrame: ({ event_id }) => heard.push(event_id),
      onGap: () => {
        readings.push(server.log.length);
      },
    });
    topics.opened();
    const deliver = () => {
      const frame = server.next();
      if (frame) topics.hear(frame);
    };
    const steps = [
      () => {
        server.change(ITEMS[random(3)] ?? '');
      },
      () => {
        server.work();
      },
      deliver,
      deliver,
      () => {
        if (random(3) === 0) server.repeat();
      },
      () => {
        if (random(5) > 0) return;
        server.cut();
        topics.closed();
        topics.opened();
      },
    ];
    for (let at = 0; at < STEPS; at += 1) steps[random(steps.length)]?.();
    while (!server.isIdle) {
      server.work();
      deliver();
    }

    expect(new Set(heard).size).toBe(heard.length);
    for (const item of ITEMS) {
      const own = heard.filter((id) => id.startsWith(item)).map((id) => Number(id.slice(2)));
      expect(own).toEqual([...own].sort((one, other) => one - other));
    }
    expect(readings).toHaveLength(1);
    const missed = server.log.slice(readings[0]).map(({ event_id }) => event_id);
    expect(missed.filter((id) => !heard.includes(id))).toEqual([]);
  },
);
