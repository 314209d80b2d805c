import { expect, it } from 'vitest';

import { previewOf } from '../../../test/bulks';
import { offenderIds, replacedBy, withoutOffenders } from './plan';

const plan = { user_ids: ['anna', 'ben', 'carl'], skip_already_assigned: false, override: false };
const unknown = { loc: 'body.user_ids', code: 'user_not_found', message: '', user_id: 'ben' };
const holder = { loc: 'body.user_ids', code: 'already_assigned', message: '', user_id: 'carl' };

it('tells what is replaced, the most frequent first, and what is not at the end', () => {
  const preview = previewOf(
    ['anna', null],
    ['dora', null],
    ['eric', null],
    ['fred', 'ast_3'],
    ['ben', 'ast_2'],
    ['carl', 'ast_2'],
  );
  expect(replacedBy(preview)).toEqual([
    { asset_id: 'ast_2', user_ids: ['ben', 'carl'] },
    { asset_id: 'ast_3', user_ids: ['fred'] },
    { asset_id: null, user_ids: ['anna', 'dora', 'eric'] },
  ]);
});

it('leaves out offenders, and lets the server leave out all who hold it already', () => {
  expect(withoutOffenders(plan, [unknown])).toEqual({ ...plan, user_ids: ['anna', 'carl'] });
  expect(withoutOffenders(plan, [unknown, holder])).toEqual({
    ...plan,
    user_ids: ['anna', 'carl'],
    skip_already_assigned: true,
  });
  expect([...offenderIds([unknown, holder])]).toEqual(['ben']);
});
