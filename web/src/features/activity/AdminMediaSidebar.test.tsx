import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, Link, Outlet, RouterProvider } from 'react-router';
import { beforeEach, expect, it } from 'vitest';

import type { Asset } from '../../lib/assets';
import { assetOf, completed, failed, processing } from '../../test/assets';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { AdminMediaSidebar } from './AdminMediaSidebar';

const ASSET = `${API_URL}/api/admin/assets/ast_1`;

withNetwork();

beforeEach(() => {
  const attempts = [
    {
      job_id: 'job_1',
      attempt: 1,
      status: 'completed',
      queued_at: '2026-11-22T10:00:01.000Z',
      started_at: '2026-11-22T10:00:05.000Z',
      finished_at: '2026-11-22T10:00:09.000Z',
      error: null,
    },
  ];
  network.use(http.get(`${ASSET}/conversion`, () => HttpResponse.json({ attempts })));
});

function serverHas(asset: Asset): void {
  network.use(http.get(ASSET, () => HttpResponse.json(asset)));
}

function open(groups = ['admin'], address = '/assets/ast_1?q=har') {
  const library = (
    <>
      <Link to="/assets/ast_1">Open it</Link>
      <Outlet />
    </>
  );
  const sidebar = <AdminMediaSidebar assignment={(asset) => <p>Holders of {asset.title}</p>} />;
  const children = [
    { path: '/', element: null },
    { path: '/assets/:assetId', element: sidebar },
  ];
  const router = createMemoryRouter([{ element: library, children }], {
    initialEntries: [address],
  });
  render(
    <ConnectedPage connected={connectedAs('ada', groups)}>
      <RouterProvider router={router} />
    </ConnectedPage>,
  );
  return { user: userEvent.setup(), router };
}

it('shows a converted asset: to play, to download, with facts and attempts', async () => {
  serverHas(completed());
  open();
  expect(await screen.findByRole('heading', { name: 'harbour.mp4' })).toBeVisible();
  expect(screen.getByLabelText('Video harbour.mp4')).toHaveAttribute(
    'src',
    'http://files.test/w.webm',
  );
  expect(screen.getByRole('link', { name: 'Download WEBM' })).toHaveAttribute(
    'href',
    'http://files.test/w.webm',
  );
  expect(screen.getByRole('link', { name: 'Download Animated WebP' })).toHaveAttribute(
    'href',
    'http://files.test/p.webp',
  );
  expect(screen.getByRole('row', { name: 'Length 1:03' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Audio None' })).toBeVisible();
  expect(screen.getByText('Holders of harbour.mp4')).toBeVisible();
  expect(await screen.findByText('1. Completed')).toBeVisible();
});

it('shows how far a running conversion is', async () => {
  serverHas(processing(64));
  open();
  expect(await screen.findByText('Processing 64%')).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '64');
  expect(screen.queryByRole('button', { name: /retry|again/i })).not.toBeInTheDocument();
});

it('says why a conversion failed and what helps, and offers no retry that can not', async () => {
  serverHas(failed(false));
  open();
  expect(await screen.findByText('The file is damaged. Export it again.')).toBeVisible();
  expect(screen.getByText(/^The same file would fail again/)).toBeVisible();
  expect(screen.queryByRole('button', { name: /Retry/ })).not.toBeInTheDocument();
});

it('says what to do about an upload that never came', async () => {
  serverHas(assetOf({ conversion_status: 'expired' }));
  open();
  expect(await screen.findByText(/Upload it again/)).toBeVisible();
});

it('deletes after a question, and gives it back', async () => {
  serverHas(completed());
  const { user } = open();
  const deleted = completed({ deleted_at: '2026-11-22T10:09:00.000Z', version: 8 });
  network.use(
    http.delete(ASSET, () => HttpResponse.json(deleted)),
    http.post(`${ASSET}/restore`, () => HttpResponse.json(completed({ version: 9 }))),
  );
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const question = await screen.findByRole('dialog', { name: 'Delete this asset?' });
  await user.click(within(question).getByRole('button', { name: 'Delete' }));
  await user.click(await screen.findByRole('button', { name: 'Restore' }));
  expect(await screen.findByRole('button', { name: 'Delete' })).toBeVisible();
});

it('shows why an asset that somebody holds is not deleted', async () => {
  serverHas(completed());
  const { user } = open();
  const problem = { code: 'asset_assigned', detail: '3 users hold it.', request_id: 'req-7' };
  network.use(http.delete(ASSET, () => HttpResponse.json(problem, { status: 409 })));
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const question = await screen.findByRole('dialog', { name: 'Delete this asset?' });
  await user.click(within(question).getByRole('button', { name: 'Delete' }));
  expect(await within(question).findByRole('alert')).toHaveTextContent('3 users hold it.');
  expect(within(question).getByRole('alert')).toHaveTextContent('req-7');
});

it('leaves Escape to the question over it', async () => {
  serverHas(completed());
  const { user, router } = open();
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  await screen.findByRole('dialog', { name: 'Delete this asset?' });
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog', { name: 'Delete this asset?' })).not.toBeInTheDocument();
  expect(router.state.location.pathname).toBe('/assets/ast_1');
});

it('lets auditors look and change nothing', async () => {
  serverHas(completed());
  open(['auditor']);
  await screen.findByRole('heading', { name: 'harbour.mp4' });
  expect(screen.queryByRole('button', { name: /Delete|Restore/ })).not.toBeInTheDocument();
});

it('says so when there is no such asset', async () => {
  const problem = { code: 'asset_not_found', detail: 'No asset has the id ast_1.' };
  network.use(http.get(ASSET, () => HttpResponse.json(problem, { status: 404 })));
  open();
  expect(await screen.findByRole('alert')).toHaveTextContent('No asset has the id ast_1.');
});

it('takes the focus, closes by Escape, and gives the focus back', async () => {
  serverHas(completed());
  const { user, router } = open(['admin'], '/');
  const opener = screen.getByRole('link', { name: 'Open it' });
  await user.click(opener);
  const panel = await screen.findByRole('dialog', { name: 'Asset' });
  await screen.findByRole('heading', { name: 'harbour.mp4' });
  expect(panel).toContainElement(document.activeElement as HTMLElement);
  await user.keyboard('{Escape}');
  expect(router.state.location.pathname).toBe('/');
  expect(opener).toHaveFocus();
});

it('closes by its button and keeps the filters of the list', async () => {
  serverHas(completed());
  const { user, router } = open();
  await user.click(await screen.findByRole('button', { name: 'Close asset' }));
  expect(router.state.location).toMatchObject({ pathname: '/', search: '?q=har' });
});
