import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it } from 'vitest';

import type { User } from '../../lib/people';
import { completed } from '../../test/assets';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { assignmentOf, userOf } from '../../test/people';
import { AssetAssignment } from './AssetAssignment';
import { Undoing } from './Undoing';

const HOLDERS = `${API_URL}/api/admin/assets/ast_1/assignments`;
const old = { assigned_at: '2026-11-20T10:00:00.000Z', undo_until: '2026-11-20T10:00:30.000Z' };

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
});

function heldBy(users: User[], next_cursor: string | null = null): void {
  network.use(
    http.get(HOLDERS, ({ request }) => {
      const isFirst = !new URL(request.url).searchParams.has('cursor');
      const items =
        isFirst || next_cursor === null ? users : [userOf({ user_id: 'zoe', display_name: 'Zoë' })];
      return HttpResponse.json({ items, next_cursor: isFirst ? next_cursor : null });
    }),
  );
}

function open(groups = ['admin'], count = 1) {
  render(
    <ConnectedPage connected={connectedAs('ada', groups)}>
      <MemoryRouter>
        <Undoing>
          <AssetAssignment asset={completed({ assigned_user_count: count })} />
        </Undoing>
      </MemoryRouter>
    </ConnectedPage>,
  );
  return userEvent.setup();
}

it('shows who holds the asset, since when and by whom, and takes back what is new', async () => {
  const ben = userOf({ user_id: 'ben', display_name: 'Ben', current: assignmentOf(old) });
  heldBy([userOf({ current: assignmentOf({ assigned_by: 'grace' }) }), ben]);
  const left = { asset_id: null, previous_asset_id: 'ast_1', undo_until: null };
  const undo = `${API_URL}/api/admin/assets/ast_1/undo-assign`;
  network.use(http.post(undo, () => HttpResponse.json(assignmentOf({ sequence: 2, ...left }))));
  const user = open();
  expect(await screen.findByRole('link', { name: 'Anna Kowalska' })).toHaveAttribute(
    'href',
    '/users/anna',
  );
  expect(screen.getByText(/by grace/)).toHaveTextContent('by grace just now');
  const buttons = screen.getAllByRole('button', { name: /^Undo/ });
  expect(buttons.map(({ textContent }) => textContent)).toEqual([
    'Undo the assignment of Anna Kowalska',
  ]);
  heldBy([ben]);
  await user.click(screen.getByRole('button', { name: /^Undo/ }));
  expect(await screen.findByText('Undone for anna')).toBeVisible();
  await waitFor(() => {
    expect(screen.queryByRole('link', { name: 'Anna Kowalska' })).not.toBeInTheDocument();
  });
});

it('shows who else holds it when asked', async () => {
  heldBy([userOf()], 'c1');
  const user = open(['admin'], 2);
  await user.click(await screen.findByRole('button', { name: 'Show more of 2' }));
  expect(await screen.findByRole('link', { name: 'Zoë' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /Show more/ })).not.toBeInTheDocument();
});

it('says that nobody holds it', async () => {
  heldBy([]);
  open();
  expect(await screen.findByText('Nobody holds it.')).toBeVisible();
});

it('lets an auditor read and change nothing', async () => {
  heldBy([userOf({ current: assignmentOf() })]);
  open(['auditor']);
  expect(await screen.findByRole('link', { name: 'Anna Kowalska' })).toBeVisible();
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

it('says what went wrong, and reads it again', async () => {
  const body = { code: 'asset_not_found', detail: 'There is no such asset.', request_id: 'req-9' };
  network.use(http.get(HOLDERS, () => HttpResponse.json(body, { status: 404 })));
  const user = open();
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no such asset.');
  heldBy([userOf()]);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'Anna Kowalska' })).toBeVisible();
});
