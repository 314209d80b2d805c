/** How the console signs in: OpenID Connect's code flow with PKCE, tokens kept per tab. */
import { type User, type UserManagerSettings, WebStorageStateStore } from 'oidc-client-ts';

import type { Config } from '../lib/config';

export function signInSettings(config: Config): UserManagerSettings {
  const store = new WebStorageStateStore({ store: sessionStorage });
  return {
    authority: config.issuer,
    client_id: config.client_id,
    redirect_uri: home(),
    scope: 'openid profile',
    // Said here, so that no discovery has to be reachable from the browser.
    metadata: {
      issuer: config.issuer,
      authorization_endpoint: config.authorization_endpoint,
      token_endpoint: config.token_endpoint,
      ...(config.revocation_endpoint && { revocation_endpoint: config.revocation_endpoint }),
    },
    userStore: store,
    stateStore: store,
    automaticSilentRenew: true,
    loadUserInfo: false,
    revokeTokenTypes: ['refresh_token'],
  };
}

/** Where the hosted sign-in ends its own session; it comes back to `home`. */
export function signOutAddress(config: Config): string {
  const query = new URLSearchParams({ client_id: config.client_id, logout_uri: home() });
  return `${config.logout_url}?${query.toString()}`;
}

/** The console's own address, without the page that is open in it. */
export function home(): string {
  return new URL('.', document.baseURI).href;
}

/** After the way through the hosted page: back to the page that was asked for, without the code. */
export function resume(user: User | undefined): void {
  const wanted = typeof user?.state === 'string' ? user.state : '#/';
  history.replaceState(null, '', home() + wanted);
}
