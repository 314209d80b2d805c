/** A page as a signed-in person has it, for tests: the real client, and a socket of the test. */
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { theme } from '../app/theme';
import { createApi } from '../lib/api';
import { ServerClock } from '../lib/clock';
import { type Connected, ConnectedContext } from '../lib/connection';
import { Live } from '../lib/live';
import { eventReader } from '../lib/read_events';
import { FakeSocket } from './socket';

/** Where the tests' API is: fake it by msw. */
export const API_URL = 'http://api.test';

export function connectedAs(name: string, groups: string[]): Connected {
  const clock = new ServerClock();
  const token = () => Promise.resolve('token');
  const api = createApi({ baseUrl: API_URL, clock, token, onRefused: () => undefined });
  const live = new Live({
    address: () => Promise.resolve('ws://api.test/live'),
    readEvents: eventReader(api),
    WebSocket: FakeSocket as unknown as typeof WebSocket,
  });
  return { api, live, clock, person: { name, groups }, signOut: () => undefined };
}

interface Props {
  connected?: Connected;
  queries?: QueryClient;
  children: ReactNode;
}

export function ConnectedPage({
  connected = connectedAs('ada', ['admin']),
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } }),
  children,
}: Props) {
  return (
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <ConnectedContext value={connected}>{children}</ConnectedContext>
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
