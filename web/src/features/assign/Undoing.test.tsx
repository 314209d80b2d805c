import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Connected } from '../../lib/connection';
import type { Assignment } from '../../lib/people';
import { useUndoing } from '../../lib/undoing';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { assignmentOf, changeOf } from '../../test/people';
import { refuses } from '../../test/refusals';
import { FakeSocket } from '../../test/socket';
import { Undoing } from './Undoing';

const UNDO = '/api/admin/assets/ast_1/undo-assign';
const WORDS = 'Anna got harbour.mp4';
const undone = vi.fn<(body: unknown) => void>();

withNetwork();

beforeEach(() => {
  sessionStorage.clear();
  undone.mockReset();
  network.use(
    http.post(API_URL + UNDO, async ({ request }) => {
      undone(await request.json());
      return HttpResponse.json(assignmentOf({ sequence: 2, asset_id: null, undo_until: null }));
    }),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

function Offering({ assignment }: { assignment: Assignment }) {
  const { offer } = useUndoing();
  return (
    <>
      <button
        onClick={() => {
          offer(assignment, WORDS);
        }}
      >
        Assign
      </button>
      <input aria-label="Words" />
    </>
  );
}

function open(assignment = assignmentOf(), connected: Connected = connectedAs('ada', ['admin'])) {
  const { unmount } = render(
    <ConnectedPage connected={connected}>
      <Undoing>
        <Offering assignment={assignment} />
      </Undoing>
    </ConnectedPage>,
  );
  return { user: userEvent.setup(), unmount, connected };
}

async function opened(assignment?: Assignment, connected?: Connected) {
  const page = open(assignment, connected);
  await page.user.click(screen.getByRole('button', { name: 'Assign' }));
  return page;
}

function undoButton() {
  return screen.queryByRole('button', { name: 'Undo the assignment of anna' });
}

it('takes back by its message', async () => {
  const { user } = await opened();
  expect(screen.getByText(WORDS)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Undo the assignment of anna' }));
  expect(await screen.findByText('Undone for anna')).toBeVisible();
  expect(undone).toHaveBeenCalledExactlyOnceWith({ assignment_id: 'asg_anna_1', override: false });
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
});

it('takes back by Ctrl+Z, also once the message was closed', async () => {
  const { user } = await opened();
  await user.click(screen.getByRole('button', { name: 'Close this message' }));
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
  await user.keyboard('{Control>}z{/Control}');
  expect(await screen.findByText('Undone for anna')).toBeVisible();
  await user.keyboard('{Control>}z{/Control}');
  expect(undone).toHaveBeenCalledOnce();
});

it('leaves Ctrl+Z to the field in which somebody types', async () => {
  const { user } = await opened();
  await user.type(screen.getByLabelText('Words'), 'abc');
  await user.keyboard('{Control>}z{/Control}');
  expect(undone).not.toHaveBeenCalled();
});

it.each([
  ['undo_window_expired', 'The 30 seconds in which it could be undone are over.'],
  ['assignment_superseded', 'Anna was assigned something else since.'],
])('tells why it was refused (%s) and offers it no longer', async (code, detail) => {
  refuses(UNDO, code, detail);
  const { user } = await opened();
  await user.keyboard('{Control>}z{/Control}');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('It was not undone');
  expect(alert).toHaveTextContent(detail);
  expect(alert).toHaveTextContent('req-7');
  await waitFor(() => {
    expect(undoButton()).not.toBeInTheDocument();
  });
  await user.click(within(alert).getByRole('button', { name: 'Close this message' }));
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('keeps the offer when the server failed, so that it can be tried again', async () => {
  const body = { code: 'internal_error', detail: 'Something broke.', status: 500 };
  const failing = http.post(API_URL + UNDO, () => HttpResponse.json(body, { status: 500 }));
  network.use(failing);
  const { user } = await opened();
  await user.keyboard('{Control>}z{/Control}');
  expect(await screen.findByRole('alert')).toHaveTextContent('Something broke.');
  expect(undoButton()).toBeEnabled();
});

it('keeps its offers over a reload, for this person only', async () => {
  const { unmount } = await opened();
  unmount();
  const other = open(assignmentOf(), connectedAs('grace', ['admin']));
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
  other.unmount();
  const { user } = open();
  expect(screen.getByText(WORDS)).toBeVisible();
  await user.keyboard('{Control>}z{/Control}');
  expect(await screen.findByText('Undone for anna')).toBeVisible();
});

it('goes by the clock of the server, and when that says it is over the offer goes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  const connected = connectedAs('ada', ['admin']);
  const now = Date.now();
  connected.clock.observe(now + 10_000, 0, now, now);
  const { unmount } = await opened(assignmentOf(), connected);
  expect(screen.getByText('20')).toBeInTheDocument();
  pass(19_000);
  expect(screen.getByText('1')).toBeInTheDocument();
  pass(1500);
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
  unmount();
  open(assignmentOf(), connected);
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
});

it('offers nothing where the server allows no undo', async () => {
  await opened(assignmentOf({ undo_until: null }));
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
});

it('withdraws the offer when the user was given something else elsewhere, and leaves the topic', async () => {
  const connected = connectedAs('ada', ['admin']);
  const stop = connected.live.start();
  await vi.waitFor(() => {
    FakeSocket.last.accept();
  });
  await opened(assignmentOf(), connected);
  expect(connected.live.topicCount).toBe(2);
  act(() => {
    FakeSocket.last.tell(changeOf(assignmentOf()));
  });
  expect(screen.getByText(WORDS)).toBeVisible();
  act(() => {
    FakeSocket.last.tell(changeOf(assignmentOf({ sequence: 2 })));
  });
  expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
  expect(connected.live.topicCount).toBe(1);
  stop();
});

function pass(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}
