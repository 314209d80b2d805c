import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Bulk } from '../../../lib/bulks';
import { useUndoing } from '../../../lib/undoing';
import { bulkOf, bulkStands, newsOf, refusalOf } from '../../../test/bulks';
import { API_URL, connectedAs, ConnectedPage } from '../../../test/connected';
import { network, withNetwork } from '../../../test/network';
import { refuses } from '../../../test/refusals';
import { FakeSocket } from '../../../test/socket';
import { Undoing } from '../Undoing';

const UNDO = '/api/admin/assets/ast_1/undo-assign';
const WORDS = 'harbour.mp4 is assigned to 1,000 users';
const undone = vi.fn<(body: unknown) => void>();

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
  undone.mockReset();
  bulkStands(bulkOf());
  network.use(
    http.post(API_URL + UNDO, async ({ request }) => {
      undone(await request.json());
      return HttpResponse.json(bulkOf({ status: 'undone', undone_by: 'ada' }));
    }),
  );
});

function Offering({ bulk }: { bulk: Bulk }) {
  const { offer } = useUndoing();
  return (
    <button
      onClick={() => {
        offer(bulk, 'harbour.mp4');
      }}
    >
      Assign
    </button>
  );
}

function open(bulk = bulkOf(), connected = connectedAs('ada', ['admin'])) {
  const { unmount } = render(
    <ConnectedPage connected={connected}>
      <Undoing>
        <Offering bulk={bulk} />
      </Undoing>
    </ConnectedPage>,
  );
  return { user: userEvent.setup(), unmount };
}

async function opened(bulk?: Bulk, connected = connectedAs('ada', ['admin'])) {
  const page = open(bulk, connected);
  await page.user.click(screen.getByRole('button', { name: 'Assign' }));
  return page;
}

it('takes a whole bulk back by its message', async () => {
  const { user } = await opened();
  expect(screen.getByText(WORDS)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Undo for all 1,000 users' }));
  expect(await screen.findByText('Undone for 1,000 users')).toBeVisible();
  expect(undone).toHaveBeenCalledExactlyOnceWith({ bulk_id: 'blk_1', override: false });
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
});

it('takes it back by Ctrl+Z, also after a reload', async () => {
  const { unmount } = await opened();
  unmount();
  const { user } = open();
  expect(screen.getByText(WORDS)).toBeVisible();
  await user.keyboard('{Control>}z{/Control}');
  expect(await screen.findByText('Undone for 1,000 users')).toBeVisible();
});

it.each([
  ['bulk_sealed', 'blk_1 was sealed by blk_2.'],
  ['already_undone', 'blk_1 was undone already.'],
  ['undo_window_expired', 'It could be undone until 10:00.'],
])('tells why it was not undone (%s), and offers it no longer', async (code, detail) => {
  refuses(UNDO, code, detail);
  const { user } = await opened();
  await user.keyboard('{Control>}z{/Control}');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('It was not undone');
  expect(alert).toHaveTextContent(detail);
  expect(alert).toHaveTextContent('req-7');
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
});

it('follows one that is not decided yet, also after a reload', async () => {
  const begun = bulkOf({ status: 'preparing' });
  bulkStands(begun);
  const { unmount } = await opened(begun);
  expect(screen.getByText('harbour.mp4 is being assigned to 1,000 users')).toBeVisible();
  unmount();
  open();
  bulkStands(bulkOf());
  expect(await screen.findByText(WORDS, {}, { timeout: 3000 })).toBeVisible();
  expect(screen.getByRole('button', { name: /^Undo/ })).toBeVisible();
});

it('says why nobody got it, until that was read', async () => {
  const begun = bulkOf({ status: 'preparing' });
  const error = refusalOf([['gus', 'user_deactivated', 'The user was deactivated']]);
  bulkStands(bulkOf({ ...begun, status: 'aborted', error }));
  const { user } = await opened(begun);
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Nobody got harbour.mp4');
  expect(alert).toHaveTextContent('gus: The user was deactivated');
  expect(alert).toHaveTextContent('req-7');
  await user.click(screen.getByRole('button', { name: 'Close this message' }));
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('withdraws the offer when a frame tells that somebody took the undo', async () => {
  const connected = connectedAs('ada', ['admin']);
  const stop = connected.live.start();
  await vi.waitFor(() => {
    FakeSocket.last.accept();
  });
  await opened(bulkOf(), connected);
  expect(screen.getByText(WORDS)).toBeVisible();
  const sealed = bulkOf({ status: 'sealed', sealed_by: 'blk_2' });
  bulkStands(sealed);
  act(() => {
    FakeSocket.last.tell(newsOf(sealed));
  });
  await waitFor(() => {
    expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
  });
  stop();
});
