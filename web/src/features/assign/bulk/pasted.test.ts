import { expect, it } from 'vitest';

import { idsOfFile, namedIn, withoutWords } from './pasted';

it('takes ids between lines, commas, semicolons and spaces, each once and in order', () => {
  expect(namedIn('zoe@example.com, ben\r\n\n"carl";ben\tanna ')).toEqual({
    ids: ['zoe@example.com', 'ben', 'carl', 'anna'],
    duplicates: ['ben'],
    malformed: [],
  });
});

it('says what has not the shape of an id', () => {
  const long = 'x'.repeat(129);
  expect(namedIn(`anna a/b .. ${long} <zoe>`)).toEqual({
    ids: ['anna'],
    duplicates: [],
    malformed: ['a/b', '..', long, '<zoe>'],
  });
});

it('names nobody in nothing', () => {
  expect(namedIn(' \n , ')).toEqual({ ids: [], duplicates: [], malformed: [] });
});

it('leaves words out of a text', () => {
  expect(withoutWords('anna, ben\ncarl', new Set(['ben']))).toBe('anna\ncarl');
});

it('takes of a table the column that is named so, and of anything else everything', () => {
  const table =
    '\uFEFFdisplay_name,user_id,email\r\n"Kowalska, Anna",anna,a@x.org\r\nBen,ben,b@x.org\r\n';
  expect(idsOfFile(table)).toBe('anna\nben');
  expect(idsOfFile('anna\nben\n')).toBe('anna\nben\n');
});
