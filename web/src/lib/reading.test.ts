import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';

import { assignmentOf, changeOf } from '../test/people';
import { keys } from './keys';
import { userListener } from './live_users';
import { readAgain } from './reading';

function observed(queries: QueryClient, queryKey: readonly unknown[]) {
  const answers: ((value: string) => void)[] = [];
  const queryFn = vi.fn(() => new Promise<string>((resolve) => answers.push(resolve)));
  const observer = new QueryObserver(queries, { queryKey, queryFn, staleTime: 30_000 });
  const leave = observer.subscribe(() => undefined);
  return { answers, queryFn, leave, shown: () => observer.getCurrentResult().data };
}

it.each(['first', 'second'])(
  'shows what was read after the change, when the %s reading is answered first',
  async (sooner) => {
    const queries = new QueryClient();
    const { answers, leave, shown } = observed(queries, ['thing']);
    void readAgain(queries, ['thing']);
    expect(answers).toHaveLength(2);
    const answer = [() => answers[0]?.('before'), () => answers[1]?.('after')];
    for (const each of sooner === 'first' ? answer : answer.reverse()) each();
    await vi.waitFor(() => {
      expect(shown()).toBe('after');
    });
    leave();
  },
);

it('keeps showing what is known while it is read again', async () => {
  const queries = new QueryClient();
  const { answers, leave, shown } = observed(queries, ['thing']);
  answers[0]?.('known');
  await vi.waitFor(() => {
    expect(shown()).toBe('known');
  });
  void readAgain(queries, ['thing']);
  expect(shown()).toBe('known');
  answers[1]?.('after');
  await vi.waitFor(() => {
    expect(shown()).toBe('after');
  });
  leave();
});

it('is what a frame does to histories and holders that are only being read', () => {
  const queries = new QueryClient();
  const history = observed(queries, keys.history('anna', {}));
  const holders = observed(queries, keys.holders('ast_1'));
  userListener(queries, 'anna').onFrame(changeOf(assignmentOf()));
  expect(history.queryFn).toHaveBeenCalledTimes(2);
  expect(holders.queryFn).toHaveBeenCalledTimes(2);
  history.leave();
  holders.leave();
});
