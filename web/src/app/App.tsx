import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { QueryClientProvider } from '@tanstack/react-query';
import { use, Suspense } from 'react';
import { AuthProvider } from 'react-oidc-context';

import { FailureBoundary } from '../components/ui/Failure';
import { Waiting } from '../components/ui/Waiting';
import { WholePage } from '../components/ui/WholePage';
import { Gate } from './Gate';
import { newQueryClient } from './queries';
import { resume } from './sign_in';
import { theme, variables } from './theme';
import { openWorld } from './world';

const opening = openWorld();
const queries = newQueryClient();

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <FailureBoundary>
        <Suspense fallback={<Loading />}>
          <Opened />
        </Suspense>
      </FailureBoundary>
    </MantineProvider>
  );
}

function Loading() {
  return (
    <WholePage>
      <Waiting label="Loading the console" />
    </WholePage>
  );
}

function Opened() {
  const world = use(opening);
  return (
    <AuthProvider userManager={world.manager} onSigninCallback={resume}>
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Gate world={world} />
        </ModalsProvider>
      </QueryClientProvider>
    </AuthProvider>
  );
}
