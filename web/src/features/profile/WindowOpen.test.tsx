import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { MemoryRouter, Route, Routes } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import { type Undoing, UndoingContext } from '../../lib/undoing';
import { API_URL, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import {
  assignmentOf,
  directoryHas,
  entryOf,
  historyIs,
  titlesAre,
  userOf,
} from '../../test/people';
import { holdsAWindow } from '../../test/refusals';
import { UserProfile } from './UserProfile';

const USER = '/api/admin/users/anna';
const WHO = 'grace may still undo blk_9, which anna is in.';
const now = assignmentOf({ sequence: 2, bulk_id: 'blk_9', assigned_by: 'grace' });
const undoing: Undoing = {
  offer: vi.fn(),
  withdraw: vi.fn(),
  offered: [],
  undo: vi.fn(),
  pending: new Set(),
};

withNetwork();

beforeEach(() => {
  titlesAre({ ast_1: 'New film', ast_2: 'Old film' });
  directoryHas([userOf({ current: now })]);
  historyIs('anna', [
    entryOf({ sequence: 2, bulk_id: 'blk_9', previous_asset_id: 'ast_2' }),
    entryOf({ sequence: 1, asset_id: 'ast_2' }),
  ]);
});

async function ask(button: string) {
  const user = userEvent.setup();
  render(
    <ConnectedPage>
      <UndoingContext value={undoing}>
        <MemoryRouter initialEntries={['/users/anna']}>
          <Routes>
            <Route path="/users/:userId" element={<UserProfile />} />
          </Routes>
        </MemoryRouter>
      </UndoingContext>
    </ConnectedPage>,
  );
  await user.click(await screen.findByRole('button', { name: button }));
  const question = within(await screen.findByRole('dialog'));
  await user.click(question.getByRole('button', { name: button.split(' ')[0] ?? '' }));
  expect(await question.findByRole('alert')).toHaveTextContent(WHO);
  return { user, question };
}

it('says which entries came with a bulk, and what undoing one of them means', async () => {
  render(
    <ConnectedPage>
      <UndoingContext value={undoing}>
        <MemoryRouter initialEntries={['/users/anna']}>
          <Routes>
            <Route path="/users/:userId" element={<UserProfile />} />
          </Routes>
        </MemoryRouter>
      </UndoingContext>
    </ConnectedPage>,
  );
  expect(await screen.findByText(/with others in bulk blk_9/)).toBeVisible();
  const [button] = screen.getAllByRole('button', { name: /^Undo for this user/ });
  expect(button).toHaveAttribute('title', expect.stringContaining('can not be undone after that'));
});

it('takes from a user in another admin’s bulk only when that was said twice', async () => {
  holdsAWindow(`${USER}/assignment`, WHO);
  const { user, question } = await ask('Unassign');
  const asked = vi.fn<(override: string | null) => void>();
  network.use(
    http.delete(`${API_URL}${USER}/assignment`, ({ request }) => {
      asked(new URL(request.url).searchParams.get('override'));
      return HttpResponse.json(entryOf({ sequence: 3, action: 'unassign', asset_id: null }));
    }),
  );
  await user.click(question.getByRole('button', { name: 'Do it anyway' }));
  await waitFor(() => {
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
  expect(asked).toHaveBeenCalledExactlyOnceWith('true');
});

it('reverts a user in another admin’s bulk only when that was said twice', async () => {
  holdsAWindow(`${USER}/revert-assignment`, WHO);
  const { user, question } = await ask('Revert to entry 1');
  const sent = vi.fn<(body: unknown) => void>();
  network.use(
    http.post(`${API_URL}${USER}/revert-assignment`, async ({ request }) => {
      sent(await request.json());
      return HttpResponse.json(assignmentOf({ sequence: 3, asset_id: 'ast_2' }), { status: 201 });
    }),
  );
  await user.click(question.getByRole('button', { name: 'Do it anyway' }));
  await waitFor(() => {
    expect(sent).toHaveBeenCalledExactlyOnceWith({ entry_id: 'ent_anna_1', override: true });
  });
});
