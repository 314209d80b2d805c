import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Asset } from '../../lib/assets';
import { assetOf, conversionOf, failed, processing } from '../../test/assets';
import { API_URL, connectedAs, ConnectedPage } from '../../test/connected';
import { network, withNetwork } from '../../test/network';
import { refuses } from '../../test/refusals';
import { AdminMediaSidebar } from './AdminMediaSidebar';

const PATH = '/api/admin/assets/ast_1';
const ASSET = `${API_URL}${PATH}`;
const retried = vi.fn();
let asset: Asset;

withNetwork();

beforeEach(() => {
  retried.mockReset();
  network.use(
    http.get(ASSET, () => HttpResponse.json(asset)),
    http.get(`${ASSET}/conversion`, () => HttpResponse.json({ attempts: [] })),
    http.post(`${ASSET}/retry-conversion`, () => {
      retried();
      const conversion = { ...conversionOf(0), attempt: 2, started_at: null };
      asset = assetOf({ conversion_status: 'queued', conversion, version: 5 });
      return HttpResponse.json(asset, { status: 202 });
    }),
  );
});

function open(shown: Asset, groups = ['admin']) {
  asset = shown;
  const page = { path: '/assets/:assetId', element: <AdminMediaSidebar /> };
  const router = createMemoryRouter([page], { initialEntries: ['/assets/ast_1'] });
  render(
    <ConnectedPage connected={connectedAs('ada', groups)}>
      <RouterProvider router={router} />
    </ConnectedPage>,
  );
  return userEvent.setup();
}

it('starts another attempt, and shows that it waits', async () => {
  const user = open(failed(true));
  await user.click(await screen.findByRole('button', { name: 'Retry conversion' }));
  expect(await screen.findByText('Queued')).toBeVisible();
  expect(screen.getByText('Attempt 2')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Retry/ })).not.toBeInTheDocument();
  expect(retried).toHaveBeenCalledOnce();
});

it('says why it was not retried, and looks again', async () => {
  const user = open(failed(true));
  refuses(`${PATH}/retry-conversion`, 'conversion_not_failed', 'It is processing.');
  const button = await screen.findByRole('button', { name: 'Retry conversion' });
  await user.click(button);
  expect(await screen.findByText('It is processing.')).toBeVisible();
  asset = processing(3, { version: 6 });
  await user.click(button);
  expect(await screen.findByText('Processing 3%')).toBeVisible();
});

it('leaves the retry to admins', async () => {
  open(failed(true), ['auditor']);
  expect(await screen.findByText('An admin can retry it with the same file.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Retry/ })).not.toBeInTheDocument();
});

it('wants a deleted asset restored first', async () => {
  open(failed(true, { deleted_at: '2026-11-22T10:09:00.000Z' }));
  expect(await screen.findByText('Restore the asset to retry its conversion.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Retry/ })).not.toBeInTheDocument();
});

it('lists every attempt with its times and what went wrong', async () => {
  const message = 'The conversion took longer than it may.';
  const error = { code: 'conversion_timed_out', message, retryable: true };
  const times = {
    queued_at: '2026-11-22T10:00:00.000Z',
    started_at: '2026-11-22T10:00:05.000Z',
    finished_at: '2026-11-22T10:15:05.000Z',
  };
  const first = { job_id: 'job_1', attempt: 1, status: 'failed', ...times, error };
  const unended = { started_at: null, finished_at: null, error: null };
  const second = { ...first, job_id: 'job_2', attempt: 2, status: 'queued', ...unended };
  const attempts = [second, first];
  network.use(http.get(`${ASSET}/conversion`, () => HttpResponse.json({ attempts })));
  open(failed(true));
  const list = within(await screen.findByRole('list', { name: 'Attempts' }));
  const [newest, oldest] = list.getAllByRole('listitem');
  expect(newest).toHaveTextContent(/^2\. Queued/);
  expect(newest).not.toHaveTextContent('started');
  expect(oldest).toHaveTextContent(/^1\. Failed/);
  expect(oldest).toHaveTextContent(/finished .* \(took 15:00\)/);
  expect(oldest).toHaveTextContent(`${message} (conversion_timed_out)`);
});

const OUTPUT = {
  url: 'http://files.test/x',
  content_type: 'x/y',
  size_bytes: 9,
  width: 4,
  height: 2,
};

it.each([
  ['Reading the file.', []],
  ['Making the GIF preview.', ['thumbnail']],
  ['Making the video.', ['thumbnail', 'gif', 'webp']],
  ['Finishing.', ['thumbnail', 'gif', 'webp', 'webm']],
] as const)('says what a converter is at: %s', async (words, made) => {
  open(processing(20, { outputs: made.map((kind) => ({ kind, ...OUTPUT })) }));
  expect(await screen.findByText(words)).toBeVisible();
});
