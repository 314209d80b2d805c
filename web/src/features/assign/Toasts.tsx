import { Portal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import classes from './Toasts.module.css';

/** Where messages stand over every page: beside the uploads, never over them. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Portal>
      <Stack component="section" aria-label="Messages" gap="xs" className={classes.toasts}>
        {children}
      </Stack>
    </Portal>
  );
}
