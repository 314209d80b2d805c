import { expect, it } from 'vitest';

import { canChange, canRead, personOf } from './session';

function token(claims: object): string {
  const part = btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(claims))));
  return `head.${part.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.tail`;
}

it.each([
  { groups: ['admin'], change: true, read: true },
  { groups: ['auditor'], change: false, read: true },
  { groups: ['auditor', 'admin'], change: true, read: true },
  { groups: ['administrators'], change: false, read: false },
  { groups: undefined, change: false, read: false },
])('lets $groups read: $read, change: $change', ({ groups, change, read }) => {
  const person = personOf(token({ username: 'zoë', 'cognito:groups': groups }));
  expect(person.name).toBe('zoë');
  expect(canChange(person)).toBe(change);
  expect(canRead(person)).toBe(read);
});
