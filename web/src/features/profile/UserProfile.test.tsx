import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import type { HistoryEntry, User } from '../../lib/people';
import { type Undoing, UndoingContext } from '../../lib/undoing';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import {
  assignmentOf,
  changeOf,
  directoryHas,
  entryOf,
  historyIs,
  titlesAre,
  userOf,
} from '../../test/people';
import { refuses } from '../../test/refusals';
import { FakeSocket } from '../../test/socket';
import { UserProfile } from './UserProfile';

const USER = `${API_URL}/api/admin/users/anna`;
const HISTORY = `${USER}/assignment-history`;
const REVERT = '/api/admin/users/anna/revert-assignment';
const now = assignmentOf({ sequence: 2, previous_asset_id: 'ast_2' });
const entries = [
  entryOf({ sequence: 2, previous_asset_id: 'ast_2', note: 'For the lobby' }),
  entryOf({ sequence: 1, asset_id: 'ast_2', performed_by: 'grace' }),
];
const sent = vi.fn<(body: unknown) => void>();
let undoing: Undoing;

withNetwork();

beforeEach(() => {
  sent.mockReset();
  undoing = { offer: vi.fn(), withdraw: vi.fn(), offered: [], undo: vi.fn(), pending: new Set() };
  titlesAre({ ast_1: 'New film', ast_2: 'Old film' });
});

function serverHas(user: User, history: HistoryEntry[] = entries): void {
  directoryHas([user]);
  historyIs('anna', history);
}

function open(connected = connectedAs('ada', ['admin'])) {
  const router = createMemoryRouter(
    [
      { path: '/users/:userId', element: <UserProfile /> },
      { path: '*', element: 'Elsewhere' },
    ],
    { initialEntries: ['/users/anna'] },
  );
  render(
    <ConnectedPage connected={connected}>
      <UndoingContext value={undoing}>
        <RouterProvider router={router} />
      </UndoingContext>
    </ConnectedPage>,
  );
  return { user: userEvent.setup(), router };
}

async function rows(count: number) {
  return await waitFor(() => {
    const list = within(screen.getByRole('list', { name: 'Entries' }));
    const found = list.getAllByRole('listitem');
    expect(found).toHaveLength(count);
    return found as [HTMLElement, ...HTMLElement[]];
  });
}

it('shows who it is, what they hold to play it, and how that came about', async () => {
  serverHas(userOf({ current: now }));
  open();
  expect(await screen.findByRole('heading', { name: 'Anna Kowalska' })).toBeVisible();
  expect(await screen.findByLabelText('Video New film')).toHaveAttribute(
    'src',
    'http://files.test/w.webm',
  );
  const [newest, oldest] = await rows(2);
  expect(newest).toHaveTextContent(/2\. Assigned: Old film → New film.*by ada.*For the lobby/);
  expect(oldest).toHaveTextContent(/1\. Assigned: Nothing → Old film.*by grace/);
});

it('takes back from the row of the newest entry, and from what is held', async () => {
  serverHas(userOf({ current: now }));
  const { user } = open();
  const [newest] = await rows(2);
  const buttons = screen.getAllByRole('button', { name: 'Undo the assignment of Anna Kowalska' });
  expect(buttons).toHaveLength(2);
  await user.click(within(newest).getByRole('button', { name: /^Undo/ }));
  expect(undoing.undo).toHaveBeenCalledExactlyOnceWith(now);
});

it('takes back also a revert by which the user holds nothing', async () => {
  const nothing = assignmentOf({ sequence: 3, asset_id: null, previous_asset_id: 'ast_1' });
  undoing = { ...undoing, offered: [nothing] };
  serverHas(userOf(), [entryOf({ sequence: 3, action: 'revert', asset_id: null }), ...entries]);
  const { user } = open();
  const [newest] = await rows(3);
  await user.click(within(newest).getByRole('button', { name: /^Undo/ }));
  expect(undoing.undo).toHaveBeenCalledExactlyOnceWith(nothing);
});

it('offers to revert only where something would change', async () => {
  serverHas(userOf({ current: now }));
  open();
  const [newest, oldest] = await rows(2);
  await screen.findByRole('button', { name: 'Revert to entry 1' });
  expect(within(newest).queryByRole('button', { name: /^Revert/ })).not.toBeInTheDocument();
  expect(oldest).toHaveTextContent('Revert');
});

it('reverts after showing before and after, and offers to undo it', async () => {
  serverHas(userOf({ current: now }));
  const reverted = assignmentOf({ sequence: 3, asset_id: 'ast_2', previous_asset_id: 'ast_1' });
  network.use(
    http.post(API_URL + REVERT, async ({ request }) => {
      sent(await request.json());
      return HttpResponse.json(reverted, { status: 201 });
    }),
  );
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Revert to entry 1' }));
  const question = await screen.findByRole('dialog', { name: 'Revert Anna Kowalska to entry 1?' });
  expect(await within(question).findByText('Holds now: New film')).toBeVisible();
  expect(await within(question).findByText('Will hold: Old film')).toBeVisible();
  await user.type(within(question).getByRole('textbox', { name: 'Note' }), 'Too early{Enter}');
  await waitFor(() => {
    expect(undoing.offer).toHaveBeenCalledExactlyOnceWith(reverted, expect.any(String));
  });
  expect(sent).toHaveBeenCalledExactlyOnceWith({
    entry_id: 'ent_anna_1',
    note: 'Too early',
    override: false,
  });
  expect(question).not.toBeInTheDocument();
});

it('says why a revert was refused and loses nothing', async () => {
  serverHas(userOf({ current: now }));
  refuses(REVERT, 'asset_unavailable', 'Old film was deleted.');
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Revert to entry 1' }));
  const question = await screen.findByRole('dialog');
  await user.type(within(question).getByRole('textbox', { name: 'Note' }), 'Too early');
  await user.click(within(question).getByRole('button', { name: 'Revert' }));
  expect(await within(question).findByRole('alert')).toHaveTextContent('Old film was deleted.');
  expect(within(question).getByRole('textbox', { name: 'Note' })).toHaveValue('Too early');
});

it('takes away what is held after a question', async () => {
  serverHas(userOf({ current: now }));
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Unassign' }));
  const question = await screen.findByRole('dialog', { name: 'Take this from Anna Kowalska?' });
  network.use(
    http.delete(`${USER}/assignment`, () => {
      const taken = entryOf({ sequence: 3, action: 'unassign', asset_id: null });
      serverHas(userOf({ version: 3 }), [taken, ...entries]);
      return HttpResponse.json(taken);
    }),
  );
  await user.click(within(question).getByRole('button', { name: 'Unassign' }));
  const [newest] = await rows(3);
  expect(newest).toHaveTextContent('3. Unassigned');
  expect(screen.getByRole('region', { name: 'Current asset' })).toHaveTextContent('Nothing');
});

it('says why it was not taken away', async () => {
  serverHas(userOf({ current: now }));
  refuses('/api/admin/users/anna/assignment', 'not_assigned', 'Anna holds nothing any more.');
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Unassign' }));
  await user.click(
    within(await screen.findByRole('dialog')).getByRole('button', { name: 'Unassign' }),
  );
  expect(await screen.findByRole('alert')).toHaveTextContent('Anna holds nothing any more.');
});

it('gives nothing to somebody who is deactivated', async () => {
  serverHas(userOf({ deactivated_at: '2026-11-20T10:00:00.000Z' }));
  open();
  expect(await screen.findByText(/nothing can be assigned to them/)).toBeVisible();
  await rows(2);
  expect(screen.queryByRole('button', { name: /Revert/ })).not.toBeInTheDocument();
});

it('lets an auditor read and change nothing', async () => {
  serverHas(userOf({ current: now }));
  open(connectedAs('vic', ['auditor']));
  await rows(2);
  expect(screen.queryByRole('button', { name: /Undo|Revert|Unassign/ })).not.toBeInTheDocument();
});

it('follows what others change, and leaves no subscription behind', async () => {
  const connected = connectedAs('ada', ['admin']);
  const stop = connected.live.start();
  await vi.waitFor(() => {
    FakeSocket.last.accept();
  });
  serverHas(userOf({ current: now }));
  const { router } = open(connected);
  await rows(2);
  expect(connected.live.topicCount).toBe(2);
  const next = assignmentOf({ sequence: 3, asset_id: 'ast_2', assigned_by: 'grace' });
  serverHas(userOf({ current: next, version: 3 }), [
    entryOf({ sequence: 3, asset_id: 'ast_2' }),
    ...entries,
  ]);
  act(() => {
    FakeSocket.last.tell(changeOf(next));
  });
  await waitFor(() => {
    expect(screen.getByRole('region', { name: 'Current asset' })).toHaveTextContent('by grace');
  });
  const [newest] = await rows(3);
  expect(newest).toHaveTextContent('3. Assigned');
  await act(() => router.navigate('/elsewhere'));
  expect(connected.live.topicCount).toBe(0);
  const left = FakeSocket.last.sent.filter(({ action }) => action === 'unsubscribe');
  const topics = left.flatMap((frame) => frame.topics ?? []);
  expect(topics.sort()).toEqual(['asset:ast_1', 'asset:ast_2', 'user:anna']);
  stop();
});

it('loads older entries, and only those of one kind', async () => {
  serverHas(userOf());
  network.use(
    http.get(HISTORY, ({ request }) => {
      const { searchParams: asked } = new URL(request.url);
      if (asked.get('action') === 'undo')
        return HttpResponse.json({ items: [], next_cursor: null });
      const isFirst = !asked.has('cursor');
      const items = isFirst ? entries.slice(0, 1) : entries.slice(1);
      return HttpResponse.json({ items, next_cursor: isFirst ? 'c1' : null });
    }),
  );
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Load older entries' }));
  await rows(2);
  await user.click(screen.getByRole('combobox', { name: 'Kind of entry' }));
  await user.click(await screen.findByRole('option', { name: 'Undone' }));
  expect(await screen.findByText('No entry of this kind.')).toBeVisible();
});

it('says that there is no such user', async () => {
  const body = { code: 'user_not_found', detail: 'There is no user anna.', request_id: 'req-9' };
  network.use(http.get(USER, () => HttpResponse.json(body, { status: 404 })));
  open();
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no user anna.');
  expect(screen.getByRole('heading', { name: 'anna' })).toBeVisible();
});
