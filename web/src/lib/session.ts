/** Who is signed in, as their access token says it. The server decides; this hides and shows. */

export interface Person {
  name: string;
  groups: readonly string[];
}

export function personOf(accessToken: string): Person {
  const claims = claimsOf(accessToken);
  const groups = claims['cognito:groups'];
  return {
    name: typeof claims['username'] === 'string' ? claims['username'] : '',
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
  };
}

export function canRead(person: Person): boolean {
  return person.groups.includes('auditor') || canChange(person);
}

export function canChange(person: Person): boolean {
  return person.groups.includes('admin');
}

function claimsOf(token: string): Record<string, unknown> {
  const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
