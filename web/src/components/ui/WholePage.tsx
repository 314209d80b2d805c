import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

/** The page's main part where there is no shell around it. */
export function WholePage({ children }: { children: ReactNode }) {
  return <Box component="main">{children}</Box>;
}
