import { expect, it } from 'vitest';

import { Memory } from './live_memory';

it.each([
  ['twice the same', ['ast_1:2', 'ast_1:2'], [true, false]],
  ['an older one', ['ast_1:12', 'ast_1:9', 'ast_1:13'], [true, false, true]],
  ['of other things', ['ast_1:2', 'ast_2:1', 'ast_1:h1'], [true, true, true]],
  ['of holders', ['ast_1:h10', 'ast_1:h9'], [true, false]],
  ['of a bulk', ['blk_1:committed', 'blk_1:undone', 'blk_1:committed'], [true, true, false]],
  ['snapshots', ['user:a@4', 'user:a@5', 'user:a@4'], [true, true, false]],
  ['of users with odd ids', ['a:1:3', 'a:3', 'a:1:2'], [true, true, false]],
])('knows what is news: %s', (_, ids, expected) => {
  const memory = new Memory();
  expect(ids.map((id) => memory.isNews(id))).toEqual(expected);
});

it('keeps what was heard last, and no more than it has to', () => {
  const memory = new Memory();
  memory.isNews('old:7');
  memory.isNews('used:7');
  for (let at = 0; at < 1990; at += 1) memory.isNews(`ast_${at}:1`);
  memory.isNews('used:7');
  for (let at = 0; at < 20; at += 1) memory.isNews(`late_${at}:1`);
  expect(memory.isNews('used:7')).toBe(false);
  expect(memory.isNews('old:7')).toBe(true);
});

it('knows nothing any more once it is told to forget', () => {
  const memory = new Memory();
  memory.isNews('anna:7');
  memory.forget();
  expect(memory.isNews('anna:1')).toBe(true);
});
