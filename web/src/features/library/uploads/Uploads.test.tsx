import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createMemoryRouter, Link, Outlet, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import { assetOf } from '../../../test/assets';
import { API_URL, connectedAs, ConnectedPage } from '../../../test/connected';
import { network, withNetwork } from '../../../test/network';
import { BedrockPlayground } from '../BedrockPlayground';
import { Uploads } from './Uploads';

const ASSETS = `${API_URL}/api/admin/assets`;
// The page's own origin: what browsers ask before they send elsewhere is not the subject here.
const STORAGE = `${location.origin}/bucket`;
const CLIP = new File(['0123456789'], 'harbour.mkv', { type: '' });
const announced = vi.fn<(body: unknown) => void>();
const stored = vi.fn<(names: string[]) => void>();
const takenBack = vi.fn();

withNetwork();

beforeEach(() => {
  for (const spy of [announced, stored, takenBack]) spy.mockReset();
  network.use(
    http.get(ASSETS, () => HttpResponse.json({ items: [], next_cursor: null })),
    http.post(`${ASSETS}/upload`, async ({ request }) => {
      announced(await request.json());
      return HttpResponse.json(accepted(), { status: 201 });
    }),
    http.delete(`${ASSETS}/ast_1`, () => {
      takenBack();
      return HttpResponse.json(assetOf({ deleted_at: '2026-11-22T10:01:00.000Z', version: 2 }));
    }),
    http.post(STORAGE, async ({ request }) => {
      const text = await request.text();
      stored([...text.matchAll(/name="(\w+)"/g)].map(([, name]) => name ?? ''));
      return new HttpResponse(null, { status: 204 });
    }),
  );
});

function accepted() {
  return { asset: assetOf({ title: 'harbour.mkv' }), upload: form() };
}

function form() {
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const fields = { key: 'uploads/ast_1', policy: 'p' };
  return { strategy: 'post', url: STORAGE, fields, expires_at, max_bytes: 100 };
}

function stands(conversion_status: string) {
  const upload = conversion_status === 'pending_upload' ? form() : null;
  const state = { conversion_status, strategy: 'post', upload, received_parts: [] };
  network.use(http.get(`${ASSETS}/ast_1/upload`, () => HttpResponse.json(state)));
}

function open(groups = ['admin']) {
  const shell = (
    <Uploads>
      <Link to="/users">Users</Link>
      <Outlet />
    </Uploads>
  );
  const children = [
    { path: '/', element: <BedrockPlayground /> },
    { path: '/users', element: <h1>Users</h1> },
  ];
  const router = createMemoryRouter([{ element: shell, children }]);
  render(
    <ConnectedPage connected={connectedAs('ada', groups)}>
      <RouterProvider router={router} />
    </ConnectedPage>,
  );
  return userEvent.setup({ applyAccept: false });
}

async function choose(user: ReturnType<typeof userEvent.setup>, ...files: File[]) {
  const [picker] = await screen.findAllByLabelText('Videos to upload');
  if (!picker) throw new Error('There is no way to choose files.');
  await user.upload(picker, files);
}

function tray(): HTMLElement {
  return screen.getByRole('region', { name: 'Uploads' });
}

it('announces a file by its ending, sends the form before the file, and lists the asset', async () => {
  const user = open();
  await choose(user, CLIP);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(announced).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      filename: 'harbour.mkv',
      content_type: 'video/x-matroska',
      size_bytes: 10,
    }),
  );
  expect(stored).toHaveBeenCalledExactlyOnceWith(['key', 'policy', 'file']);
  const list = screen.getByRole('list', { name: 'Assets' });
  expect(within(list).getByText('Pending upload')).toBeVisible();
  expect(within(tray()).getByRole('link', { name: 'harbour.mkv' })).toHaveAttribute(
    'href',
    '/assets/ast_1',
  );
  await user.click(within(tray()).getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('region', { name: 'Uploads' })).not.toBeInTheDocument();
  expect(takenBack).not.toHaveBeenCalled();
});

it.each([
  [415, 'unsupported_media_type', 'text/plain is not accepted.'],
  [413, 'asset_too_large', 'The file has 5000000001 bytes; 5000000000 are accepted at most.'],
])('sends nothing after a refusal (%i), and offers no second try', async (status, code, detail) => {
  const problem = { code, detail };
  network.use(http.post(`${ASSETS}/upload`, () => HttpResponse.json(problem, { status })));
  const user = open();
  await choose(user, new File(['x'], 'notes.txt', { type: 'text/plain' }));
  expect(await within(await trayed()).findByText(detail)).toBeVisible();
  expect(within(tray()).queryByRole('button', { name: /again/ })).not.toBeInTheDocument();
  expect(stored).not.toHaveBeenCalled();
  await user.click(within(tray()).getByRole('button', { name: 'Remove: notes.txt' }));
  expect(screen.queryByText('notes.txt')).not.toBeInTheDocument();
});

it('refuses an empty file before the server has to', async () => {
  const user = open();
  await choose(user, new File([], 'nothing.mp4'));
  expect(await screen.findByText('The file is empty.')).toBeVisible();
  expect(announced).not.toHaveBeenCalled();
});

it('sends a file again for the same asset after the connection broke', async () => {
  let isBroken = true;
  network.use(http.post(STORAGE, () => (isBroken ? HttpResponse.error() : undefined)));
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const user = open();
  await choose(user, CLIP);
  const again = await screen.findByRole('button', { name: 'Resume: harbour.mkv' });
  expect(within(tray()).getByText(/The connection broke off/)).toBeVisible();
  isBroken = false;
  stands('pending_upload');
  await user.click(again);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(announced).toHaveBeenCalledOnce();
  expect(stored).toHaveBeenCalledOnce();
});

it('does not send a file again that had arrived: only the answer was lost', async () => {
  network.use(http.post(STORAGE, () => HttpResponse.error()));
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const user = open();
  await choose(user, CLIP);
  const again = await screen.findByRole('button', { name: 'Resume: harbour.mkv' });
  stands('queued');
  await user.click(again);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(stored).not.toHaveBeenCalled();
});

it('tries again by itself while the network seems to be there', async () => {
  let broken = 1;
  network.use(
    http.post(STORAGE, () => {
      broken -= 1;
      return broken < 0 ? undefined : HttpResponse.error();
    }),
  );
  const user = open();
  await choose(user, CLIP);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(announced).toHaveBeenCalledOnce();
});

it('takes the asset back when its upload is cancelled', async () => {
  network.use(http.post(STORAGE, () => new Promise<Response>(() => undefined)));
  const user = open();
  await choose(user, CLIP);
  expect(await screen.findByText('Pending upload', { selector: 'span' })).toBeVisible();
  await user.click(within(tray()).getByRole('button', { name: 'Cancel: harbour.mkv' }));
  await vi.waitFor(() => {
    expect(takenBack).toHaveBeenCalledOnce();
  });
  expect(await screen.findByText('No assets yet')).toBeVisible();
});

it('goes on while another page is open', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  network.use(
    http.post(STORAGE, async () => {
      await arrived;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const user = open();
  await choose(user, CLIP);
  await user.click(screen.getByRole('link', { name: 'Users' }));
  expect(screen.getByRole('heading', { name: 'Users' })).toBeVisible();
  expect(within(tray()).getByRole('progressbar', { name: 'All uploads' })).toBeVisible();
  arrive();
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
});

async function trayed(): Promise<HTMLElement> {
  return screen.findByRole('region', { name: 'Uploads' });
}
