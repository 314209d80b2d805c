import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import type { User } from '../../../lib/people';
import { completed } from '../../../test/assets';
import { bulkOf, bulkStands, newsOf } from '../../../test/bulks';
import { API_URL, connectedAs, ConnectedPage } from '../../../test/connected';
import { network, withNetwork } from '../../../test/network';
import { assignmentOf, userOf } from '../../../test/people';
import { FakeSocket } from '../../../test/socket';
import { AssetAssignment } from '../AssetAssignment';
import { Undoing } from '../Undoing';

const ASSET = `${API_URL}/api/admin/assets/ast_1`;
const member = userOf({ current: assignmentOf({ bulk_id: 'blk_1', assigned_by: 'grace' }) });
const bulk = bulkOf({ assigned_by: 'grace' });

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
});

function heldBy(users: User[]): void {
  network.use(
    http.get(`${ASSET}/assignments`, () => HttpResponse.json({ items: users, next_cursor: null })),
  );
}

function open(connected = connectedAs('ada', ['admin'])) {
  render(
    <ConnectedPage connected={connected}>
      <MemoryRouter>
        <Undoing>
          <AssetAssignment asset={completed()} />
        </Undoing>
      </MemoryRouter>
    </ConnectedPage>,
  );
  return userEvent.setup();
}

it('shows who gave it to how many until when, and takes the whole bulk back', async () => {
  heldBy([member]);
  bulkStands(bulk);
  const user = open();
  const shown = await screen.findByRole('group', { name: 'A bulk of this asset' });
  expect(shown).toHaveTextContent('To 1,000 users at once by grace just now');
  expect(shown).toHaveTextContent(/Can be undone until \d/);
  expect(screen.getByText(/, in a bulk$/)).toHaveTextContent('by grace just now, in a bulk');
  expect(screen.getAllByRole('button', { name: /^Undo/ })).toHaveLength(1);
  const undone = bulkOf({ status: 'undone' });
  network.use(
    http.post(`${ASSET}/undo-assign`, () => {
      heldBy([]);
      bulkStands(undone);
      return HttpResponse.json(undone);
    }),
  );
  await user.click(screen.getByRole('button', { name: 'Undo for all 1,000 users' }));
  expect(await screen.findByText('Nobody holds it.')).toBeVisible();
  expect(screen.queryByRole('group')).not.toBeInTheDocument();
});

it('lets an auditor see it and change nothing', async () => {
  heldBy([member]);
  bulkStands(bulk);
  open(connectedAs('vic', ['auditor']));
  expect(await screen.findByRole('group', { name: 'A bulk of this asset' })).toBeVisible();
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

it('shows nothing of a bulk that can not be undone any more', async () => {
  const over = { undo_until: '2026-11-20T10:00:30.000Z' };
  heldBy([userOf({ current: assignmentOf({ ...over, bulk_id: 'blk_1' }) })]);
  open();
  expect(await screen.findByRole('link', { name: 'Anna Kowalska' })).toBeVisible();
  expect(screen.queryByRole('group')).not.toBeInTheDocument();
});

it('hears by frames of what others give and take back', async () => {
  const connected = connectedAs('vic', ['auditor']);
  const stop = connected.live.start();
  await vi.waitFor(() => {
    FakeSocket.last.accept();
  });
  heldBy([]);
  open(connected);
  expect(await screen.findByText('Nobody holds it.')).toBeVisible();
  heldBy([member]);
  bulkStands(bulk);
  act(() => {
    FakeSocket.last.tell(newsOf(bulk));
  });
  expect(await screen.findByRole('link', { name: 'Anna Kowalska' })).toBeVisible();
  expect(await screen.findByRole('group', { name: 'A bulk of this asset' })).toBeVisible();
  const undone = bulkOf({ status: 'undone' });
  heldBy([]);
  bulkStands(undone);
  act(() => {
    FakeSocket.last.tell(newsOf(undone));
  });
  await waitFor(() => {
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
  });
  expect(await screen.findByText('Nobody holds it.')).toBeVisible();
  stop();
});
