import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Asset } from '../../lib/assets';
import { completed, processing } from '../../test/assets';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { assignmentOf, changeOf, directoryHas, titlesAre, userOf } from '../../test/people';
import { refuses } from '../../test/refusals';
import { FakeSocket } from '../../test/socket';
import { AssignButton } from './AssignButton';
import { Undoing } from './Undoing';

const ASSIGN = '/api/admin/assets/ast_1/assign';
const anna = userOf();
const ben = userOf({
  user_id: 'ben',
  display_name: 'Ben Okafor',
  current: assignmentOf({ user_id: 'ben', asset_id: 'ast_2' }),
});
const gone = userOf({
  user_id: 'gus',
  display_name: 'Gus Gone',
  deactivated_at: '2026-11-20T10:00:00.000Z',
});
const asked = vi.fn<(words: string | null) => void>();
const sent = vi.fn<(body: unknown) => void>();

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
  asked.mockReset();
  sent.mockReset();
  directoryHas([anna, ben, gone], asked);
  titlesAre({ ast_2: 'Old film' });
});

function accepts(): void {
  network.use(
    http.post(API_URL + ASSIGN, async ({ request }) => {
      sent(await request.json());
      return HttpResponse.json(assignmentOf(), { status: 201 });
    }),
  );
}

function open(asset: Asset = completed(), connected = connectedAs('ada', ['admin'])) {
  render(
    <ConnectedPage connected={connected}>
      <Undoing>
        <AssignButton asset={asset} />
      </Undoing>
    </ConnectedPage>,
  );
  return userEvent.setup();
}

async function choose(user: ReturnType<typeof open>, name: string) {
  await user.click(screen.getByRole('button', { name: /Assign to user/ }));
  const form = await screen.findByRole('dialog', { name: 'Assign harbour.mp4' });
  await user.type(within(form).getByRole('combobox', { name: 'User' }), name.slice(0, 3));
  await user.click(await within(form).findByRole('option', { name: new RegExp(name) }));
  return form;
}

it('is not there for who may change nothing, nor on what can not be given', () => {
  open(completed(), connectedAs('vic', ['auditor']));
  open(processing(50));
  open(completed({ deleted_at: '2026-11-22T10:00:00.000Z' }));
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

it('assigns by the keyboard alone, and gives the focus back', async () => {
  accepts();
  const user = open();
  await user.tab();
  await user.keyboard('{Enter}');
  await waitFor(() => {
    expect(screen.getByRole('combobox', { name: 'User' })).toHaveFocus();
  });
  await user.keyboard('ann');
  await screen.findByRole('option', { name: /Anna/ });
  await user.keyboard('{ArrowDown}{Enter}');
  expect(await screen.findByText(/They hold nothing now/)).toBeVisible();
  await user.keyboard('{Enter}');
  expect(await screen.findByText('Anna Kowalska got harbour.mp4')).toBeVisible();
  expect(sent).toHaveBeenCalledExactlyOnceWith({ user_id: 'anna', override: false });
  await waitFor(() => {
    expect(screen.getByRole('button', { name: /Assign to user/ })).toHaveFocus();
  });
});

it('asks once, however often the button is clicked', async () => {
  accepts();
  const user = open();
  const form = await choose(user, 'Anna');
  await user.dblClick(within(form).getByRole('button', { name: 'Assign' }));
  expect(await screen.findByText(/Anna .* got harbour.mp4/)).toBeInTheDocument();
  expect(sent).toHaveBeenCalledTimes(1);
});

it('searches on the server once the typing rests, and never offers who was found before', async () => {
  const user = open();
  await user.click(screen.getByRole('button', { name: /Assign to user/ }));
  const field = await screen.findByRole('combobox', { name: 'User' });
  await user.type(field, 'oka');
  expect(screen.queryByRole('option', { name: /Anna/ })).not.toBeInTheDocument();
  expect(await screen.findByRole('option', { name: /Ben Okafor/ })).toBeVisible();
  expect(asked.mock.calls.flat()).toEqual([null, 'oka']);
  await user.clear(field);
  await user.type(field, 'zzz');
  expect(await screen.findByText('Nobody is found by these words')).toBeVisible();
});

it('names what the user loses by it, and sends the note', async () => {
  accepts();
  const user = open();
  const form = await choose(user, 'Ben Okafor');
  expect(
    await within(form).findByText('Ben Okafor gets harbour.mp4 in place of Old film.'),
  ).toBeVisible();
  await user.type(within(form).getByRole('textbox', { name: 'Note' }), 'As asked');
  await user.click(within(form).getByRole('button', { name: 'Assign' }));
  await waitFor(() => {
    expect(sent).toHaveBeenCalledWith({ user_id: 'ben', note: 'As asked', override: false });
  });
});

it('learns while it is open that somebody else gave the user something', async () => {
  const connected = connectedAs('ada', ['admin']);
  const stop = connected.live.start();
  const user = open(completed(), connected);
  await vi.waitFor(() => {
    FakeSocket.last.accept();
  });
  const form = await choose(user, 'Anna Kowalska');
  await within(form).findByText(/They hold nothing now/);
  directoryHas([userOf({ current: assignmentOf(), version: 2 })]);
  act(() => {
    FakeSocket.last.tell(changeOf(assignmentOf()));
  });
  expect(await within(form).findByText(/holds this asset already/)).toBeVisible();
  expect(within(form).getByRole('button', { name: 'Assign' })).toBeDisabled();
  stop();
});

it('shows who is deactivated, and does not let them be chosen', async () => {
  const user = open();
  await user.click(screen.getByRole('button', { name: /Assign to user/ }));
  await user.type(await screen.findByRole('combobox', { name: 'User' }), 'gus');
  const option = await screen.findByRole('option', { name: /Gus Gone.*Deactivated/ });
  await user.click(option);
  expect(screen.getByRole('button', { name: 'Assign' })).toBeDisabled();
});

it.each([
  ['already_assigned', 'Anna holds it since a moment ago.'],
  ['user_deactivated', 'Anna was deactivated.'],
  ['assignment_conflict', 'Another change of Anna is going on.'],
])('says why it was refused (%s), loses nothing, and may be tried again', async (code, words) => {
  refuses(ASSIGN, code, words);
  const user = open();
  const form = await choose(user, 'Anna Kowalska');
  await user.type(within(form).getByRole('textbox', { name: 'Note' }), 'As asked');
  await user.click(within(form).getByRole('button', { name: 'Assign' }));
  const alert = await within(form).findByRole('alert', {}, { timeout: 5000 });
  expect(alert).toHaveTextContent(words);
  expect(alert).toHaveTextContent('req-7');
  expect(within(form).getByRole('combobox', { name: 'User' })).toHaveValue('Anna Kowalska');
  expect(within(form).getByRole('textbox', { name: 'Note' })).toHaveValue('As asked');

  accepts();
  await user.click(within(form).getByRole('button', { name: 'Assign' }));
  expect(await screen.findByText('Anna Kowalska got harbour.mp4')).toBeVisible();
  expect(sent).toHaveBeenCalledExactlyOnceWith({
    user_id: 'anna',
    note: 'As asked',
    override: false,
  });
});
