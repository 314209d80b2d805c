import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Assignment } from '../../lib/people';
import { useUndoing } from '../../lib/undoing';
import { completed } from '../../test/assets';
import { API_URL, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { assignmentOf, directoryHas, userOf } from '../../test/people';
import { holdsAWindow } from '../../test/refusals';
import { AssignButton } from './AssignButton';
import { Undoing } from './Undoing';

const ASSET = '/api/admin/assets/ast_1';
const WHO = 'grace may still undo blk_9, which anna is in.';
const sent = vi.fn<(body: unknown) => void>();

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
  sent.mockReset();
  directoryHas([userOf()]);
});

function accepts(path: string): void {
  network.use(
    http.post(API_URL + path, async ({ request }) => {
      sent(await request.json());
      return HttpResponse.json(assignmentOf());
    }),
  );
}

it('assigns into another admin’s bulk only when that was said twice', async () => {
  holdsAWindow(`${ASSET}/assign`, WHO);
  const user = userEvent.setup();
  render(
    <ConnectedPage>
      <Undoing>
        <AssignButton asset={completed()} />
      </Undoing>
    </ConnectedPage>,
  );
  await user.click(screen.getByRole('button', { name: /Assign to user/ }));
  const form = within(await screen.findByRole('dialog'));
  await user.type(form.getByRole('combobox', { name: 'User' }), 'ann');
  await user.click(await form.findByRole('option', { name: /Anna/ }));
  await user.click(form.getByRole('button', { name: 'Assign' }));
  const alert = await form.findByRole('alert');
  expect(alert).toHaveTextContent(WHO);
  expect(alert).toHaveTextContent(/They may until \d/);
  expect(alert).toHaveTextContent('req-7');
  accepts(`${ASSET}/assign`);
  await user.click(form.getByRole('button', { name: 'Do it anyway' }));
  expect(await screen.findByText('Anna Kowalska got harbour.mp4')).toBeVisible();
  expect(sent).toHaveBeenCalledExactlyOnceWith({ user_id: 'anna', override: true });
});

it('says when the other’s time is over', async () => {
  holdsAWindow(`${ASSET}/undo-assign`, WHO, Date.now() - 1000);
  const { user } = offering(assignmentOf());
  await user.keyboard('{Control>}z{/Control}');
  expect(await screen.findByText('That time is over: try again.')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Do it anyway' })).not.toBeInTheDocument();
});

it('undoes in another admin’s bulk only when that was said twice', async () => {
  holdsAWindow(`${ASSET}/undo-assign`, WHO);
  const { user } = offering(assignmentOf());
  await user.keyboard('{Control>}z{/Control}');
  expect(await screen.findByText(WHO)).toBeVisible();
  accepts(`${ASSET}/undo-assign`);
  await user.click(screen.getByRole('button', { name: 'Do it anyway' }));
  expect(await screen.findByText('Undone for anna')).toBeVisible();
  expect(sent).toHaveBeenCalledExactlyOnceWith({ assignment_id: 'asg_anna_1', override: true });
});

function offering(assignment: Assignment) {
  sessionStorage.clear();
  render(
    <ConnectedPage>
      <Undoing>
        <Offering assignment={assignment} />
      </Undoing>
    </ConnectedPage>,
  );
  screen.getByRole('button', { name: 'Offer' }).click();
  return { user: userEvent.setup() };
}

function Offering({ assignment }: { assignment: Assignment }) {
  const { offer } = useUndoing();
  return (
    <button
      onClick={() => {
        offer(assignment, 'Anna got it');
      }}
    >
      Offer
    </button>
  );
}
