import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { MemoryRouter } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import { API_URL, connectedAs, ConnectedPage } from '../../../test/connected';
import { network, withNetwork } from '../../../test/network';
import { PartStorage } from '../../../test/part_storage';
import { BedrockPlayground } from '../BedrockPlayground';
import { Uploads } from './Uploads';

const WORDS = 'abcdefghijklmnopqrst';
const MOMENT = { lastModified: 1_790_000_000_000 };
const FILM = new File([WORDS], 'film.mp4', MOMENT);

withNetwork();

beforeEach(() => {
  localStorage.clear();
  const none = { items: [], next_cursor: null };
  network.use(http.get(`${API_URL}/api/admin/assets`, () => HttpResponse.json(none)));
});

function open(groups = ['admin']) {
  const { unmount } = render(
    <ConnectedPage connected={connectedAs('ada', groups)}>
      <MemoryRouter>
        <Uploads>
          <BedrockPlayground />
        </Uploads>
      </MemoryRouter>
    </ConnectedPage>,
  );
  return { user: userEvent.setup({ applyAccept: false }), leave: unmount };
}

type User = ReturnType<typeof userEvent.setup>;

async function choose(user: User, file = FILM, label = 'Videos to upload') {
  const [picker] = await screen.findAllByLabelText(label);
  if (!picker) throw new Error('There is no way to choose files.');
  await user.upload(picker, file);
}

async function tray() {
  return within(await screen.findByRole('region', { name: 'Uploads' }));
}

/** Parts from this one on never get an answer. */
function standStillFrom(storage: PartStorage, part: number): void {
  storage.answers = (address) =>
    Number(address.split('/')[1]) >= part ? new Promise<Response>(() => undefined) : undefined;
}

function remembered(): string | null {
  return localStorage.getItem('mediadesk.uploads.ada');
}

function offline(isOffline: boolean): void {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(!isOffline);
}

it('sends every part once, and completes', async () => {
  const storage = new PartStorage(WORDS.length);
  const { user } = open();
  await choose(user);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.content).toBe(WORDS);
  expect(storage.asked).toHaveLength(5);
  expect(storage.completed).toBe(1);
});

it('sends three parts at once and no more', async () => {
  const storage = new PartStorage(WORDS.length);
  standStillFrom(storage, 1);
  const { user } = open();
  await choose(user);
  await vi.waitFor(() => {
    expect(storage.asked).toEqual(['1/1', '1/2', '1/3']);
  });
});

it('asks for fresh addresses when those it has are over', async () => {
  const storage = new PartStorage(WORDS.length);
  storage.answers = (address) =>
    address.startsWith('1/') ? new HttpResponse(null, { status: 403 }) : undefined;
  const { user } = open();
  await choose(user);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.content).toBe(WORDS);
  expect(storage.announced).toBe(1);
});

it('says what storage refuses, and tries again when asked to', async () => {
  const storage = new PartStorage(WORDS.length);
  const body = '<Error><Message>The key is wrong</Message></Error>';
  storage.answers = () => new HttpResponse(body, { status: 400 });
  const { user } = open();
  await choose(user);
  expect(await (await tray()).findByText(/The key is wrong/)).toBeVisible();
  storage.answers = () => undefined;
  await user.click(screen.getByRole('button', { name: 'Try again: film.mp4' }));
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.announced).toBe(1);
});

it('tries a part again that storage was too busy for', async () => {
  const storage = new PartStorage(WORDS.length);
  let isBusy = true;
  storage.answers = (address) => {
    if (!address.endsWith('/2') || !isBusy) return undefined;
    isBusy = false;
    return new HttpResponse(null, { status: 503 });
  };
  const { user } = open();
  await choose(user);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.asked).toHaveLength(6);
});

it('pauses, and resumes with the parts that are missing', async () => {
  const storage = new PartStorage(WORDS.length);
  standStillFrom(storage, 4);
  const { user } = open();
  await choose(user);
  await vi.waitFor(() => {
    expect(storage.asked).toContain('1/5');
  });
  await user.click(screen.getByRole('button', { name: 'Pause: film.mp4' }));
  expect((await tray()).getByText(/^Paused at/)).toBeVisible();
  storage.answers = () => undefined;
  await user.click(screen.getByRole('button', { name: 'Resume: film.mp4' }));
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.asked.slice(5)).toEqual(['2/4', '2/5']);
  expect(storage.content).toBe(WORDS);
});

it('waits while there is no network, and goes on by itself when it is back', async () => {
  const storage = new PartStorage(WORDS.length);
  storage.answers = (address) => (address.endsWith('/3') ? HttpResponse.error() : undefined);
  offline(true);
  const { user } = open();
  await choose(user);
  expect(await (await tray()).findByText(/The connection broke off/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Resume: film.mp4' })).toBeVisible();
  storage.answers = () => undefined;
  offline(false);
  act(() => {
    window.dispatchEvent(new Event('online'));
  });
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.content).toBe(WORDS);
});

it('looks now and then whether the network is back, which no browser may tell', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const storage = new PartStorage(WORDS.length);
  storage.answers = () => HttpResponse.error();
  offline(true);
  const { user } = open();
  await choose(user);
  expect(await (await tray()).findByText(/The connection broke off/)).toBeVisible();
  storage.answers = () => undefined;
  act(() => {
    vi.advanceTimersByTime(30_000);
  });
  vi.useRealTimers();
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
});

it('takes the asset back when it is cancelled, and remembers nothing of it', async () => {
  const storage = new PartStorage(WORDS.length);
  standStillFrom(storage, 1);
  const { user } = open();
  await choose(user);
  await user.click(await screen.findByRole('button', { name: 'Cancel: film.mp4' }));
  await vi.waitFor(() => {
    expect(storage.takenBack).toBe(1);
  });
  expect(screen.queryByRole('region', { name: 'Uploads' })).not.toBeInTheDocument();
  expect(remembered()).toBeNull();
});

async function leaveInTheMiddle(storage: PartStorage) {
  standStillFrom(storage, 3);
  const { user, leave } = open();
  await choose(user);
  await vi.waitFor(() => {
    expect(storage.asked).toHaveLength(5);
  });
  leave();
  await vi.waitFor(async () => {
    expect(await navigator.locks.query()).toEqual({ held: [] });
  });
  storage.answers = () => undefined;
}

it('resumes after a reload once the same file is chosen again', async () => {
  const storage = new PartStorage(WORDS.length);
  await leaveInTheMiddle(storage);
  const { user } = open();
  const words = /^40% of 20 bytes arrived\. Choose the file again to resume\.$/;
  expect(await (await tray()).findByText(words)).toBeVisible();
  await choose(user, FILM, 'The file film.mp4 once more');
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.asked.slice(5).map((address) => address.split('/')[1])).toEqual(['3', '4', '5']);
  expect(storage.content).toBe(WORDS);
  expect(storage.announced).toBe(1);
  expect(remembered()).toBeNull();
});

it('resumes after a reload also by the ordinary way of choosing', async () => {
  const storage = new PartStorage(WORDS.length);
  await leaveInTheMiddle(storage);
  const { user } = open();
  await tray();
  await choose(user);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.announced).toBe(1);
});

it('leaves alone what another page is at work on', async () => {
  const storage = new PartStorage(WORDS.length);
  standStillFrom(storage, 3);
  const first = open();
  await choose(first.user);
  await vi.waitFor(() => {
    expect(storage.asked).toHaveLength(5);
  });
  open();
  expect(await screen.findByText('No assets yet')).toBeVisible();
  expect(remembered()).toContain('film.mp4');
  expect(screen.getAllByRole('region', { name: 'Uploads' })).toHaveLength(1);
});

it('does not mix two files', async () => {
  const storage = new PartStorage(WORDS.length);
  await leaveInTheMiddle(storage);
  const { user } = open();
  const other = new File([WORDS.toUpperCase()], 'film.mp4', { lastModified: 1 });
  await choose(user, other, 'The file film.mp4 once more');
  expect((await tray()).getByText(/That is another file/)).toBeVisible();
  expect(storage.completed).toBe(0);
});

it('forgets an upload of an earlier visit that is over', async () => {
  const storage = new PartStorage(WORDS.length);
  await leaveInTheMiddle(storage);
  storage.status = 'expired';
  open();
  await tray();
  await vi.waitFor(() => {
    expect(screen.queryByRole('region', { name: 'Uploads' })).not.toBeInTheDocument();
  });
  expect(remembered()).toBeNull();
});

it('announces anew what expired while it was paused', async () => {
  const storage = new PartStorage(WORDS.length);
  standStillFrom(storage, 1);
  const { user } = open();
  await choose(user);
  await user.click(await screen.findByRole('button', { name: 'Pause: film.mp4' }));
  storage.status = 'expired';
  storage.answers = () => undefined;
  await user.click(screen.getByRole('button', { name: 'Resume: film.mp4' }));
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.announced).toBe(2);
});

it('announces anew what turns out to be too late', async () => {
  const storage = new PartStorage(WORDS.length);
  storage.isLate = true;
  const { user } = open();
  await choose(user);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.announced).toBe(2);
});

it('sends what turns out to be missing in the end', async () => {
  const storage = new PartStorage(WORDS.length);
  // Said to be stored, and lost.
  storage.answers = (address) => (address === '1/5' ? new HttpResponse(null) : undefined);
  const { user } = open();
  await choose(user);
  expect(await screen.findByText('1 file uploaded')).toBeVisible();
  expect(storage.asked).toEqual(['1/1', '1/2', '1/3', '1/4', '1/5', '2/5']);
});

it('says so when the file was changed or taken away meanwhile', async () => {
  const storage = new PartStorage(WORDS.length);
  storage.answers = () => HttpResponse.error();
  const unreadable = new DOMException('It was changed.', 'NotReadableError');
  vi.spyOn(Blob.prototype, 'arrayBuffer').mockRejectedValue(unreadable);
  const { user } = open();
  await choose(user);
  expect(await (await tray()).findByText(/changed or moved since it was chosen/)).toBeVisible();
  expect(screen.queryByRole('button', { name: /Resume|again/ })).not.toBeInTheDocument();
  expect(remembered()).toBeNull();
});
