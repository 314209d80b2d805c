import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Asset } from '../../lib/assets';
import { assetOf, completed, failed, frameOf, processing } from '../../test/assets';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { FakeSocket } from '../../test/socket';
import { BedrockPlayground } from './BedrockPlayground';
import { Uploads } from './uploads/Uploads';

const ASSETS = `${API_URL}/api/admin/assets`;
const asked = vi.fn<(query: Record<string, string>) => void>();

withNetwork();

beforeEach(() => {
  asked.mockReset();
  localStorage.clear();
});

function lists(items: Asset[], next_cursor: string | null = null): void {
  network.use(
    http.get(ASSETS, ({ request }) => {
      asked(Object.fromEntries(new URL(request.url).searchParams));
      return HttpResponse.json({ items, next_cursor });
    }),
  );
}

function open(address = '/', connected = connectedAs('ada', ['admin'])) {
  const assign = (asset: Asset) => <button>Assign {asset.title}</button>;
  const router = createMemoryRouter(
    [{ path: '*', element: <BedrockPlayground assign={assign} /> }],
    { initialEntries: [address] },
  );
  render(
    <ConnectedPage connected={connected}>
      <Uploads>
        <RouterProvider router={router} />
      </Uploads>
    </ConnectedPage>,
  );
  return { user: userEvent.setup(), router };
}

it('shows each asset with its state in words, and who holds it', async () => {
  lists([
    processing(42, { asset_id: 'ast_2', title: 'Lobby' }),
    completed({ user_id: 'grace', assigned_user_count: 3 }),
  ]);
  open();
  const [running, done] = await screen.findAllByRole('listitem');
  if (!running || !done) throw new Error('Two assets are listed.');
  expect(within(running).getByText('Processing 42%')).toBeVisible();
  expect(within(running).getByRole('progressbar', { name: 'Conversion of Lobby' })).toHaveAttribute(
    'aria-valuenow',
    '42',
  );
  expect(within(running).queryByRole('button')).not.toBeInTheDocument();
  expect(within(done).getByText('grace and 2 more')).toBeVisible();
  expect(within(done).getByRole('link', { name: 'harbour.mp4' })).toHaveAttribute(
    'href',
    '/assets/ast_1',
  );
  expect(within(done).getByRole('button', { name: 'Assign harbour.mp4' })).toBeVisible();
});

it('invites admins to upload while there is nothing, and auditors to wait', async () => {
  lists([]);
  open();
  expect(await screen.findByText(/Drop videos anywhere/)).toBeVisible();
  expect(screen.getAllByRole('button', { name: 'Upload' })).toHaveLength(2);
});

it('shows auditors nothing that changes anything', async () => {
  lists([completed()]);
  open('/', connectedAs('vic', ['auditor']));
  expect(await screen.findByText('Completed', { selector: 'span' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /Upload|Assign/ })).not.toBeInTheDocument();
});

it('says what went wrong with the request id, and tries again', async () => {
  const problem = { code: 'internal_error', detail: 'It broke.', request_id: 'req-9' };
  network.use(http.get(ASSETS, () => HttpResponse.json(problem, { status: 500 })));
  const { user } = open();
  expect(await screen.findByRole('alert')).toHaveTextContent('It broke.');
  expect(screen.getByRole('alert')).toHaveTextContent('req-9');
  lists([completed()]);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'harbour.mp4' })).toBeVisible();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('asks for what the address says, and writes filters into the address', async () => {
  lists([]);
  const { user, router } = open('/?status=failed&q=har');
  expect(await screen.findByText('No assets match')).toBeVisible();
  expect(asked).toHaveBeenLastCalledWith({ conversion_status: 'failed', query: 'har' });
  await user.selectOptions(screen.getByRole('combobox', { name: 'Status' }), 'Any status');
  await user.click(screen.getByRole('switch', { name: 'Deleted' }));
  await user.type(screen.getByRole('searchbox'), 'bour');
  await vi.waitFor(() => {
    expect(asked).toHaveBeenLastCalledWith({ query: 'harbour', deleted: 'true' });
  });
  expect(router.state.location.search).toBe('?q=harbour&deleted=1');
  await user.click(screen.getByRole('button', { name: 'Show all assets' }));
  expect(router.state.location.search).toBe('');
  expect(screen.getByRole('searchbox')).toHaveValue('');
});

it('loads older assets by the cursor', async () => {
  lists([completed({ asset_id: 'ast_2', title: 'Lobby' })], 'older');
  const { user } = open();
  const more = await screen.findByRole('button', { name: 'Load more' });
  lists([completed()]);
  await user.click(more);
  expect(await screen.findByRole('link', { name: 'harbour.mp4' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Lobby' })).toBeVisible();
  expect(asked).toHaveBeenLastCalledWith({ cursor: 'older' });
  expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument();
});

it('shows a list instead of a grid when wished for, and remembers it', async () => {
  lists([completed()]);
  const { user } = open();
  await user.click(await screen.findByRole('radio', { name: 'List' }));
  expect(screen.getByRole('table', { name: 'Assets' })).toBeVisible();
  expect(localStorage.getItem('mediadesk.library.view')).toContain('list');
});

it('plays the preview under the pointer and the focus', async () => {
  lists([completed()]);
  const { user } = open();
  const link = await screen.findByRole('link', { name: 'harbour.mp4' });
  const picture = () => within(link).getByRole('presentation').getAttribute('src');
  expect(picture()).toContain('t.webp');
  await user.hover(link);
  expect(picture()).toContain('g.gif');
  await user.unhover(link);
  expect(picture()).toContain('t.webp');
  act(() => {
    link.focus();
  });
  expect(picture()).toContain('g.gif');
});

it('plays nothing where less motion is wished for', async () => {
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (media) =>
      Object.assign(new EventTarget(), {
        media,
        matches: media.includes('reduce'),
      }) as MediaQueryList,
  );
  lists([completed()]);
  const { user } = open();
  const link = await screen.findByRole('link', { name: 'harbour.mp4' });
  await user.hover(link);
  expect(within(link).getByRole('presentation')).toHaveAttribute('src', 'http://files.test/t.webp');
});

it('changes live, also in a filtered list', async () => {
  lists([processing(42)]);
  const connected = connectedAs('ada', ['admin']);
  const stop = connected.live.start();
  open('/?status=processing', connected);
  await screen.findByText('Processing 42%');
  await vi.waitFor(() => {
    expect(FakeSocket.opened).not.toHaveLength(0);
  });
  act(() => {
    FakeSocket.last.accept();
    FakeSocket.last.tell(frameOf(processing(77), 'conversion.progress'));
  });
  expect(await screen.findByText('Processing 77%')).toBeVisible();
  const done = { ...completed(), version: 4, outputs: [] };
  act(() => {
    FakeSocket.last.tell(frameOf(done));
  });
  expect(await screen.findByText('No assets match')).toBeVisible();
  stop();
});

it.each(['Grid', 'List'])('says in short why a conversion failed, as %s', async (view) => {
  lists([failed(false)]);
  const { user } = open();
  await user.click(await screen.findByRole('radio', { name: view }));
  const reason = await screen.findByText('The file is damaged.');
  expect(reason).toHaveAttribute('title', 'The file is damaged. Export it again.');
});

it('says which states are which without colours', async () => {
  const states = ['pending_upload', 'queued', 'failed', 'expired'] as const;
  lists(
    states.map((conversion_status) => assetOf({ asset_id: conversion_status, conversion_status })),
  );
  open();
  for (const words of ['Pending upload', 'Queued', 'Failed', 'Expired']) {
    expect(await screen.findByText(words, { selector: 'span' })).toBeVisible();
  }
});
