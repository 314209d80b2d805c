import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { hasAuthParams, useAuth } from 'react-oidc-context';
import { RouterProvider } from 'react-router';

import { Message } from '../components/ui/Message';
import { Waiting } from '../components/ui/Waiting';
import { WholePage } from '../components/ui/WholePage';
import { type Connected, ConnectedContext } from '../lib/connection';
import { canRead, personOf } from '../lib/session';
import { openRouter } from './routes';
import type { World } from './world';

/** Lets in who is signed in and may read; sends everybody else to the hosted sign-in. */
export function Gate({ world }: { world: World }) {
  const { user, error, isLoading, activeNavigator } = useAuth();
  const isStranger = !user && !error && !isLoading && !activeNavigator && !hasAuthParams();
  const signIn = () => void world.manager.signinRedirect({ state: location.hash });
  useEffect(() => {
    if (isStranger) void world.manager.signinRedirect({ state: location.hash });
  }, [isStranger, world]);

  if (user) return <Inside world={world} token={user.access_token} />;
  return (
    <WholePage>
      {error ? (
        <Message title="Signing in did not work" detail={error.message}>
          <Button onClick={signIn}>Try again</Button>
        </Message>
      ) : (
        <Waiting label="Signing in" />
      )}
    </WholePage>
  );
}

function Inside({ world, token }: { world: World; token: string }) {
  const [router] = useState(openRouter);
  const person = useMemo(() => personOf(token), [token]);
  const mayRead = canRead(person);
  useEffect(() => (mayRead ? world.live.start() : undefined), [mayRead, world]);
  const connected = useMemo<Connected>(() => {
    return { ...world, person, signOut: () => void world.signOut() };
  }, [world, person]);

  if (!mayRead) return <Refused name={person.name} signOut={connected.signOut} />;
  return (
    <ConnectedContext value={connected}>
      <RouterProvider router={router} />
    </ConnectedContext>
  );
}

function Refused({ name, signOut }: { name: string; signOut: () => void }) {
  return (
    <WholePage>
      <Message
        title="You may not use this console"
        detail={`${name} is signed in, but is in neither the group admin nor the group auditor. Ask an admin to add you.`}
      >
        <Button onClick={signOut}>Sign out</Button>
      </Message>
    </WholePage>
  );
}
