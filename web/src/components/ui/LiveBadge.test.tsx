import { act, render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { ConnectedPage, connectedAs } from '../../test/connected';
import { FakeSocket } from '../../test/socket';
import { LiveBadge } from './LiveBadge';

it('says what the connection is at the moment', async () => {
  const connected = connectedAs('vic', ['auditor']);
  const stop = connected.live.start();
  render(
    <ConnectedPage connected={connected}>
      <LiveBadge />
    </ConnectedPage>,
  );
  expect(screen.getByRole('status')).toHaveTextContent('Connecting');
  await expect.poll(() => FakeSocket.opened.length).toBe(1);
  act(() => {
    FakeSocket.last.accept();
  });
  expect(screen.getByRole('status')).toHaveTextContent('Live');
  act(() => {
    FakeSocket.last.drop();
  });
  expect(screen.getByRole('status')).toHaveTextContent('Reconnecting');
  stop();
});
