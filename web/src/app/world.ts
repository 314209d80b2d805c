/** Everything that lives as long as the page: who signs in, the API, live frames, the clock. */
import { ErrorResponse, type User, UserManager } from 'oidc-client-ts';

import { type Api, answer, createApi } from '../lib/api';
import { ServerClock } from '../lib/clock';
import { type Config, loadConfig } from '../lib/config';
import { Live } from '../lib/live';
import { eventReader } from '../lib/read_events';
import { signInSettings, signOutAddress } from './sign_in';

export interface World {
  manager: UserManager;
  api: Api;
  live: Live;
  clock: ServerClock;
  signOut: () => Promise<void>;
}

export async function openWorld(): Promise<World> {
  const config = await loadConfig();
  const manager = new UserManager(signInSettings(config));
  const clock = new ServerClock();
  const renew = renewal(manager);
  const api = createApi({
    baseUrl: config.api_url,
    clock,
    token: async () => {
      const user = await manager.getUser();
      // A machine that slept wakes up after the time for renewing.
      return (user?.expired ? await renew() : user)?.access_token;
    },
    onRefused: () => void renew(),
  });
  const live = new Live({
    address: async () => (await answer(api.POST('/api/admin/websocket-tickets'))).url,
    readEvents: eventReader(api),
  });
  return { manager, api, live, clock, signOut: () => signOut(manager, config) };
}

/** Renews the session once for all who ask; who can't be renewed has to sign in again. */
function renewal(manager: UserManager): () => Promise<User | null> {
  let renewing: Promise<User | null> | null = null;
  return () => {
    renewing ??= manager
      .signinSilent()
      .catch(async (error: unknown) => {
        // Without an answer nothing is known: the next call asks again.
        if (!(error instanceof ErrorResponse)) return manager.getUser();
        await manager.removeUser();
        return null;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  };
}

async function signOut(manager: UserManager, config: Config): Promise<void> {
  if (config.revocation_endpoint) {
    // Without an answer the session ends all the same, only later for whoever stole its token.
    await manager.revokeTokens().catch(() => undefined);
  }
  // Without telling the page, which would at once ask for the next sign-in.
  await manager.storeUser(null);
  location.assign(signOutAddress(config));
}
