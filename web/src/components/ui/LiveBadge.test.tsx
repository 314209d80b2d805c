import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { EventPage, ReadEvents } from '../../lib/live_polling';
import { ConnectedPage, connectedAs } from '../../test/connected';
import { liveOver } from '../../test/connecting';
import { FakeSocket } from '../../test/socket';
import { LiveBadge } from './LiveBadge';

const NOTHING: EventPage = { events: [], cursor: 'c', has_more: false };
const readEvents = vi.fn<ReadEvents>();
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened.length = 0;
  readEvents.mockReset().mockRejectedValue(new Error('unreachable'));
  const live = liveOver(readEvents);
  live.subscribe('assets', { onFrame: vi.fn() });
  stop = live.start();
  render(
    <ConnectedPage connected={{ ...connectedAs('vic', ['auditor']), live }}>
      <LiveBadge />
    </ConnectedPage>,
  );
});

afterEach(() => {
  act(() => {
    stop();
  });
  vi.useRealTimers();
});

const badge = () => screen.getByRole('status');

async function pass(ms: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(ms));
}

async function open(): Promise<void> {
  await pass(1);
  act(() => {
    FakeSocket.last.accept();
  });
}

it('says what the connection is at the moment', async () => {
  expect(badge()).toHaveTextContent('Connecting');
  await open();
  expect(badge()).toHaveTextContent('Connecting');
  act(() => {
    FakeSocket.last.confirm();
  });
  expect(badge()).toHaveTextContent(/^Live$/);
  act(() => {
    FakeSocket.last.drop();
  });
  expect(badge()).toHaveTextContent('Reconnecting');
});

it('says that it is live by polling where there is no socket', async () => {
  readEvents.mockResolvedValue(NOTHING);
  await open();
  act(() => {
    FakeSocket.last.drop();
  });
  await pass(31_000);
  expect(badge()).toHaveTextContent('Live, by polling');
});

it('says since when nothing is known, and to the eye for how long', async () => {
  await open();
  vi.setSystemTime(new Date(2026, 10, 22, 14, 3));
  act(() => {
    FakeSocket.last.confirm();
    FakeSocket.last.drop();
  });
  await pass(31_000);
  expect(badge()).toHaveTextContent(/^Out of date since (14:03|02:03 PM)$/);
  await pass(120_000);
  expect(badge()).toHaveTextContent(/\(2 min\)$/);
  expect(screen.getByText('(2 min)')).toHaveAttribute('aria-hidden', 'true');
});

it('says that nothing is live where nothing ever was', async () => {
  await pass(1);
  act(() => {
    FakeSocket.last.drop();
  });
  await pass(31_000);
  expect(badge()).toHaveTextContent('Not live');
});
