import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, MemoryRouter, RouterProvider } from 'react-router';
import { expect, it, vi } from 'vitest';

import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { assignmentOf, changeOf, directoryHas, titlesAre, userOf } from '../../test/people';
import { FakeSocket } from '../../test/socket';
import { UserList } from './UserList';

const anna = userOf();
const ben = userOf({
  user_id: 'ben',
  display_name: 'Ben Okafor',
  deactivated_at: '2026-11-20T10:00:00.000Z',
});

withNetwork();

function open(address = '/users', connected = connectedAs('ada', ['admin'])) {
  const router = createMemoryRouter([{ path: '/users', element: <UserList /> }], {
    initialEntries: [address],
  });
  const { unmount } = render(
    <ConnectedPage connected={connected}>
      <RouterProvider router={router} />
    </ConnectedPage>,
  );
  return { user: userEvent.setup(), router, unmount };
}

it('lists everybody, with what they hold, and says who is deactivated', async () => {
  titlesAre({ ast_1: 'New film' });
  directoryHas([userOf({ current: assignmentOf() }), ben]);
  open();
  expect(await screen.findByRole('row', { name: /Anna Kowalska.*New film/ })).toBeVisible();
  expect(screen.getByRole('row', { name: /Ben Okafor.*Deactivated.*Nothing/ })).toBeVisible();
});

it('searches on the server and keeps the words in the address', async () => {
  directoryHas([anna, ben]);
  const { user, router } = open();
  await user.type(screen.getByRole('searchbox'), 'oka');
  await waitFor(() => {
    expect(screen.queryByRole('link', { name: 'Anna Kowalska' })).not.toBeInTheDocument();
  });
  expect(await screen.findByRole('link', { name: 'Ben Okafor' })).toBeVisible();
  expect(router.state.location.search).toBe('?query=oka');
});

it('says when nobody is found', async () => {
  directoryHas([anna]);
  open('/users?query=zz');
  expect(screen.getByRole('searchbox')).toHaveValue('zz');
  expect(await screen.findByText('Nobody is found by these words')).toBeVisible();
});

it('says when nobody is there yet', async () => {
  directoryHas([]);
  open();
  expect(await screen.findByText('Nobody is in the directory yet')).toBeVisible();
});

it('reads the next page, and says what went wrong with one', async () => {
  const body = { code: 'invalid_cursor', detail: 'The cursor is of another list.' };
  network.use(
    http.get(`${API_URL}/api/admin/users`, ({ request }) =>
      new URL(request.url).searchParams.has('cursor')
        ? HttpResponse.json(body, { status: 400 })
        : HttpResponse.json({ items: [anna], next_cursor: 'c1' }),
    ),
  );
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Load more' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The cursor is of another list.');
  expect(screen.getByRole('link', { name: 'Anna Kowalska' })).toBeVisible();
});

it('reads the list again when somebody was given something, and leaves the topic', async () => {
  const connected = connectedAs('vic', ['auditor']);
  const stop = connected.live.start();
  await vi.waitFor(() => {
    FakeSocket.last.accept();
  });
  directoryHas([anna]);
  const { unmount } = open('/users', connected);
  await screen.findByRole('link', { name: 'Anna Kowalska' });
  directoryHas([userOf({ deactivated_at: '2026-11-20T10:00:00.000Z' })]);
  act(() => {
    FakeSocket.last.tell({ ...changeOf(assignmentOf()), topic: 'assets' });
  });
  expect(await screen.findByText('Deactivated', {}, { timeout: 3000 })).toBeVisible();
  unmount();
  expect(connected.live.topicCount).toBe(0);
  stop();
});

it('lets an admin choose several, also of other searches, and hands them on', async () => {
  directoryHas([anna, ben, userOf({ user_id: 'zoe', display_name: 'Zoë Álvarez' })]);
  const user = userEvent.setup();
  render(
    <ConnectedPage>
      <MemoryRouter>
        <UserList
          assign={(users, done) => (
            <button onClick={done}>Give {users.map(({ user_id }) => user_id).join(', ')}</button>
          )}
        />
      </MemoryRouter>
    </ConnectedPage>,
  );
  expect(await screen.findByRole('checkbox', { name: 'Choose Ben Okafor' })).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'Choose Anna Kowalska' }));
  await user.type(screen.getByRole('searchbox'), 'zo');
  await waitFor(() => {
    expect(screen.queryByRole('link', { name: 'Anna Kowalska' })).not.toBeInTheDocument();
  });
  await user.click(await screen.findByRole('checkbox', { name: 'Choose Zoë Álvarez' }));
  expect(screen.getByText('2 users chosen')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Give anna, zoe' }));
  expect(screen.queryByText(/chosen$/)).not.toBeInTheDocument();
  expect(screen.getByRole('checkbox', { name: 'Choose Zoë Álvarez' })).not.toBeChecked();
});

it('lets an auditor choose nobody', async () => {
  directoryHas([anna]);
  render(
    <ConnectedPage connected={connectedAs('vic', ['auditor'])}>
      <MemoryRouter>
        <UserList assign={() => 'Give'} />
      </MemoryRouter>
    </ConnectedPage>,
  );
  expect(await screen.findByRole('link', { name: 'Anna Kowalska' })).toBeVisible();
  expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
});
