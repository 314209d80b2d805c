/** Where this console's API and sign-in are: read at start, so that one build serves every stage. */
export interface Config {
  api_url: string;
  client_id: string;
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  /** Absent where tokens can't be taken back before they expire. */
  revocation_endpoint?: string;
  logout_url: string;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch(new URL('config.json', document.baseURI), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  return (await response.json()) as Config;
}
