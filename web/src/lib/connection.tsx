/** What pages need of the world outside: the API, live frames, the server's clock, who is here. */
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';

import type { Api } from './api';
import type { ServerClock } from './clock';
import type { Listener } from './frames';
import type { Live, LiveState } from './live';
import { canChange, type Person } from './session';

export interface Connected {
  api: Api;
  live: Live;
  clock: ServerClock;
  person: Person;
  signOut: () => void;
}

export const ConnectedContext = createContext<Connected | null>(null);

export function useConnected(): Connected {
  const connected = useContext(ConnectedContext);
  if (!connected) throw new Error('Only pages of somebody who is signed in are connected.');
  return connected;
}

export function useApi(): Api {
  return useConnected().api;
}

export function useServerClock(): ServerClock {
  return useConnected().clock;
}

/** Whether this person may change anything; without it no button that does is shown. */
export function useCanChange(): boolean {
  return canChange(useConnected().person);
}

export function useLiveState(): LiveState {
  const { live } = useConnected();
  return useSyncExternalStore(live.watch, live.state);
}

/** Follow a topic while the component is there; null follows nothing. Keep `listener` stable. */
export function useTopic(topic: string | null, listener: Listener): void {
  const { live } = useConnected();
  useEffect(
    () => (topic === null ? undefined : live.subscribe(topic, listener)),
    [live, topic, listener],
  );
}
