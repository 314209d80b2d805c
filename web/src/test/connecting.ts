/** What becomes of sockets that a live client opens, for tests with fake timers. */
import { vi } from 'vitest';

import { Live } from '../lib/live';
import type { ReadEvents } from '../lib/live_polling';
import { errorOf } from './events';
import { FakeSocket } from './socket';

type Server = (socket: FakeSocket) => void;

export function liveOver(
  readEvents: ReadEvents,
  address = () => Promise.resolve('ws://here/live'),
) {
  const WebSocket = FakeSocket as unknown as typeof globalThis.WebSocket;
  return new Live({ address, readEvents, WebSocket });
}

/** Time passes, and a server does to each new socket what it does. */
export async function pass(ms: number, server: Server): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await vi.advanceTimersByTimeAsync(100);
    const last = FakeSocket.opened.at(-1);
    if (last?.readyState === 0) server(last);
  }
}

export const refusing: Server = (socket) => {
  socket.drop();
};

export const silent: Server = (socket) => {
  socket.accept();
};

export const busy: Server = (socket) => {
  socket.accept();
  socket.tell(errorOf('service_unavailable', null));
};

export const following: Server = (socket) => {
  socket.accept();
  socket.confirm();
};
