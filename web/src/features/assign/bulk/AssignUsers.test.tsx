import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, it, vi } from 'vitest';

import { completed } from '../../../test/assets';
import { bulkOf, bulkStands, previewOf } from '../../../test/bulks';
import { API_URL, ConnectedPage } from '../../../test/connected';
import { network, withNetwork } from '../../../test/network';
import { directoryHas, userOf } from '../../../test/people';
import { Undoing } from '../Undoing';
import { AssignUsers } from './AssignUsers';

const ben = userOf({ user_id: 'ben', display_name: 'Ben Okafor' });

withNetwork();

it('gives an asset that was found on the server to those who were chosen', async () => {
  sessionStorage.clear();
  const asked = vi.fn<(query: string) => void>();
  const assigned = vi.fn();
  directoryHas([userOf(), ben]);
  const bulk = bulkOf({ user_count: 2 });
  bulkStands(bulk);
  network.use(
    http.get(`${API_URL}/api/admin/assets`, ({ request }) => {
      asked(new URL(request.url).search);
      return HttpResponse.json({ items: [completed()], next_cursor: null });
    }),
    http.post(`${API_URL}/api/admin/assets/bulk-assign`, async ({ request }) => {
      const { dry_run } = (await request.json()) as { dry_run: boolean };
      return HttpResponse.json(dry_run ? previewOf(['anna', null], ['ben', null]) : bulk);
    }),
  );
  const user = userEvent.setup();
  render(
    <ConnectedPage>
      <Undoing>
        <AssignUsers users={[userOf(), ben]} onAssigned={assigned} />
      </Undoing>
    </ConnectedPage>,
  );
  await user.click(screen.getByRole('button', { name: 'Assign an asset' }));
  const form = within(await screen.findByRole('dialog', { name: 'Assign an asset to 2 users' }));
  await user.type(form.getByRole('combobox', { name: 'Asset' }), 'har');
  await user.click(await form.findByRole('option', { name: 'harbour.mp4' }));
  expect(asked).toHaveBeenCalledWith('?conversion_status=completed&query=har');
  expect(await form.findByText('2 users chosen.')).toBeVisible();
  await user.click(form.getByRole('button', { name: 'Check' }));
  await user.click(await form.findByRole('button', { name: 'Assign to 2 users' }));
  expect(await screen.findByText('harbour.mp4 is assigned to 2 users')).toBeVisible();
  await waitFor(() => {
    expect(assigned).toHaveBeenCalledOnce();
  });
});
