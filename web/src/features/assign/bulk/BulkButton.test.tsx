import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it, vi } from 'vitest';

import { completed, processing } from '../../../test/assets';
import { bulkOf, bulkStands, previewOf, refusalOf } from '../../../test/bulks';
import { API_URL, connectedAs, ConnectedPage } from '../../../test/connected';
import { network, withNetwork } from '../../../test/network';
import { directoryHas, titlesAre, userOf } from '../../../test/people';
import { Undoing } from '../Undoing';
import { BulkButton } from './BulkButton';

const BULK = `${API_URL}/api/admin/assets/bulk-assign`;
const anna = userOf();
const ben = userOf({ user_id: 'ben', display_name: 'Ben Okafor' });
const GONE = 'The user was deactivated';

interface Body {
  user_ids: string[];
  dry_run: boolean;
}

type Answer = (body: Body) => Response;

const sent = vi.fn<(body: Body) => void>();
const keys: (string | null)[] = [];

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
  sent.mockReset();
  keys.length = 0;
  directoryHas([anna, ben]);
  titlesAre({ ast_2: 'Old film' });
});

/** How the server answers what is asked, and what is wished; both say yes unless told otherwise. */
function serverAnswers(checked: Answer = yes, wished: Answer = done): void {
  network.use(
    http.post(BULK, async ({ request }) => {
      const body = (await request.json()) as Body;
      sent(body);
      if (body.dry_run) return checked(body);
      keys.push(request.headers.get('Idempotency-Key'));
      return wished(body);
    }),
  );
}

function yes({ user_ids }: Body): Response {
  return HttpResponse.json(previewOf(...user_ids.map((id): [string, null] => [id, null])));
}

function done({ user_ids }: Body): Response {
  // Each a new one, as the keys are.
  const bulk = bulkOf({ bulk_id: `blk_${keys.length}`, user_count: user_ids.length });
  bulkStands(bulk);
  return HttpResponse.json(bulk);
}

function problem(body: { status: number }, headers: Record<string, string> = {}): Response {
  return HttpResponse.json(body, { status: body.status, headers });
}

async function open() {
  const user = userEvent.setup();
  render(
    <ConnectedPage>
      <Undoing>
        <BulkButton asset={completed()} />
      </Undoing>
    </ConnectedPage>,
  );
  await user.click(screen.getByRole('button', { name: /Assign to many/ }));
  const form = within(await screen.findByRole('dialog', { name: 'Assign harbour.mp4 to many' }));
  const press = async (name: string | RegExp) => {
    await user.click(await form.findByRole('button', { name }));
  };
  const paste = async (text: string) => {
    await user.click(form.getByRole('textbox', { name: 'Ids of users' }));
    await user.paste(text);
  };
  return { user, form, press, paste };
}

it('is not there for who may change nothing, nor on what can not be given', () => {
  render(
    <ConnectedPage connected={connectedAs('vic', ['auditor'])}>
      <BulkButton asset={completed()} />
    </ConnectedPage>,
  );
  render(
    <ConnectedPage>
      <BulkButton asset={processing(50)} />
      <BulkButton asset={completed({ deleted_at: '2026-11-22T10:00:00.000Z' })} />
    </ConnectedPage>,
  );
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

it('gives it to who was found and who was pasted, once what it replaces was shown', async () => {
  serverAnswers(() =>
    HttpResponse.json({
      ...previewOf(['anna', 'ast_2'], ['carl', null], ['dora', null]),
      skipped_count: 2,
    }),
  );
  const { user, form, press, paste } = await open();
  await user.type(form.getByRole('combobox', { name: 'Users' }), 'ann');
  await user.click(await form.findByRole('option', { name: /Anna/ }));
  await paste('carl, dora\ncarl');
  expect(form.getByText(/3 users chosen. Named twice, and counted once: carl/)).toBeVisible();
  await press('Check');
  const heading = await form.findByText('3 users will get harbour.mp4.');
  expect(heading).toHaveFocus();
  expect(form.getByText(/Nothing is replaced for 2 users: carl, dora/)).toBeVisible();
  expect(await form.findByText(/Old film is replaced for 1 user: anna/)).toBeVisible();
  expect(form.getByText('2 users left out, for they hold it already.')).toBeVisible();
  await user.type(form.getByRole('textbox', { name: 'Note' }), 'Spring');
  await press('Assign to 3 users');
  expect(await screen.findByText('harbour.mp4 is assigned to 3 users')).toBeVisible();
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  const plan = { user_ids: ['anna', 'carl', 'dora'], skip_already_assigned: false };
  expect(sent).toHaveBeenLastCalledWith({
    ...plan,
    asset_id: 'ast_1',
    override: false,
    dry_run: false,
    note: 'Spring',
  });
});

it('adds the ids of a file, and sends none that has not the shape of one', async () => {
  serverAnswers();
  const { user, form, press, paste } = await open();
  await paste('zoe');
  const file = new File(['user_id,name\nanna,"A, K"\na/b,X\n'], 'team.csv', { type: 'text/csv' });
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (input) await user.upload(input, file);
  expect(await form.findByText('No ids of users: a/b')).toBeVisible();
  expect(form.getByRole('button', { name: 'Check' })).toBeDisabled();
  await press('Leave out what is no id');
  expect(form.getByRole('textbox', { name: 'Ids of users' })).toHaveValue('zoe\nanna');
  await press('Check');
  expect(await form.findByText('2 users will get harbour.mp4.')).toBeVisible();
});

it('asks for no more than one bulk may have', async () => {
  const { form, paste } = await open();
  await paste(Array.from({ length: 10_001 }, (_, at) => `u${at}`).join('\n'));
  expect(form.getByText(/10,001 users chosen. At most 10,000 users/)).toBeVisible();
  expect(form.getByRole('button', { name: 'Check' })).toBeDisabled();
});

it('lists who can not get it, and leaves them out', async () => {
  const offenders: [string, string, string][] = [
    ['ghost', 'user_not_found', 'There is no such user'],
    ['gus', 'user_deactivated', GONE],
    ['ben', 'already_assigned', 'The user holds that already'],
  ];
  const body = refusalOf(offenders, 120);
  serverAnswers((asked) => (asked.user_ids.includes('ghost') ? problem(body) : yes(asked)));
  const { form, press, paste } = await open();
  await paste('anna ben ghost gus');
  await press('Check');
  const list = await form.findByRole('list', { name: "Who can't be given it" });
  expect(
    within(list)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['ghost: There is no such user', `gus: ${GONE}`, 'ben: The user holds that already']);
  expect(form.getByText('These are the first 3 of 120 users.')).toBeVisible();
  expect(form.getByRole('alert')).toHaveTextContent('req-7');
  await press('Leave these out');
  expect(await form.findByText('2 users will get harbour.mp4.')).toBeVisible();
  expect(sent).toHaveBeenLastCalledWith(
    expect.objectContaining({ user_ids: ['anna', 'ben'], skip_already_assigned: true }),
  );
  await press('Back');
  expect(form.getByRole('textbox', { name: 'Ids of users' })).toHaveValue('anna\nben');
  expect(form.getByRole('checkbox')).toBeChecked();
});

it('takes another admin’s undo away only as a step of its own', async () => {
  const until = new Date(Date.now() + 20_000).toISOString();
  const detail = 'grace may still undo blk_9.';
  const held = { status: 409, code: 'undo_window_open', detail, undo_until: until };
  serverAnswers((asked) => ('override' in asked && asked.override ? yes(asked) : problem(held)));
  const { form, press, paste } = await open();
  await paste('anna');
  await press('Check');
  const alert = await form.findByRole('alert');
  expect(alert).toHaveTextContent(detail);
  expect(alert).toHaveTextContent(/They may until \d/);
  await press('Take that undo away');
  expect(await form.findByText(/Other admins can not undo their bulks/)).toBeVisible();
  await press('Assign to 1 user');
  await screen.findByText('harbour.mp4 is assigned to 1 user');
  expect(sent).toHaveBeenLastCalledWith(expect.objectContaining({ override: true }));
});

it('says how long to wait where there were too many', async () => {
  const limited = { status: 429, code: 'rate_limited', detail: 'At most 10 calls.' };
  serverAnswers(() => problem(limited, { 'Retry-After': '1' }));
  const { form, press, paste } = await open();
  await paste('anna');
  await press('Check');
  expect(await form.findByRole('button', { name: 'Try again in 1 second' })).toBeDisabled();
  serverAnswers();
  await form.findByRole('button', { name: 'Try again' }, { timeout: 3000 });
  await press('Try again');
  expect(await form.findByText('1 user will get harbour.mp4.')).toBeVisible();
});

it('repeats under one key what got no answer, and under another what was refused', async () => {
  const broken = { status: 500, code: 'internal_error', detail: 'Something broke.' };
  serverAnswers(yes, () => problem(broken));
  const { form, press, paste } = await open();
  await paste('anna gus');
  await press('Check');
  await press('Assign to 2 users');
  expect(await form.findByRole('alert')).toHaveTextContent('Something broke.');
  serverAnswers(yes, () => problem(refusalOf([['gus', 'user_deactivated', GONE]])));
  await press('Try again');
  expect(await form.findByText('gus')).toBeVisible();
  serverAnswers();
  await press('Leave these out');
  await press('Assign to 1 user');
  await screen.findByText('harbour.mp4 is assigned to 1 user');
  const [lost, repeated, other] = keys;
  expect(lost).toMatch(/^[0-9a-f-]{36}$/);
  expect(repeated).toBe(lost);
  expect(other).not.toBe(lost);
});

it('waits for what is not decided at once', async () => {
  const begun = bulkOf({ status: 'preparing', user_count: 2 });
  serverAnswers(yes, () => HttpResponse.json(begun, { status: 202 }));
  bulkStands(begun);
  const { form, press, paste } = await open();
  await paste('anna ben');
  await press('Check');
  await press('Assign to 2 users');
  expect(await form.findByText(/It is being assigned to 2 users/)).toBeVisible();
  bulkStands(bulkOf({ user_count: 2 }));
  expect(
    await screen.findByText('harbour.mp4 is assigned to 2 users', {}, { timeout: 3000 }),
  ).toBeVisible();
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});

it('loses nothing when it was refused after a while', async () => {
  const begun = bulkOf({ status: 'preparing', user_count: 2 });
  serverAnswers(yes, () => HttpResponse.json(begun, { status: 202 }));
  bulkStands(
    bulkOf({ ...begun, status: 'aborted', error: refusalOf([['ben', 'user_deactivated', GONE]]) }),
  );
  const { user, form, press, paste } = await open();
  await paste('anna ben');
  await press('Check');
  await user.type(await form.findByRole('textbox', { name: 'Note' }), 'Spring');
  await press('Assign to 2 users');
  expect(await form.findByRole('alert', {}, { timeout: 3000 })).toHaveTextContent(`ben: ${GONE}`);
  expect(form.getByRole('textbox', { name: 'Note' })).toHaveValue('Spring');
  await waitFor(() => {
    expect(screen.queryByText('Nobody got harbour.mp4')).not.toBeInTheDocument();
  });
  serverAnswers();
  await press('Leave these out');
  await press('Assign to 1 user');
  await screen.findByText('harbour.mp4 is assigned to 1 user');
  expect(keys[0]).not.toBe(keys[1]);
  expect(sent).toHaveBeenLastCalledWith(expect.objectContaining({ note: 'Spring' }));
});
