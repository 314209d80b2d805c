import { Box, Skeleton } from '@mantine/core';

import { GRID } from './AssetGrid';

/** The shape of what is about to be shown. */
export function LoadingAssets() {
  return (
    <Box role="status" aria-label="Loading assets" style={GRID}>
      {Array.from({ length: 10 }, (_, at) => (
        <Skeleton key={at} h={210} radius="md" />
      ))}
    </Box>
  );
}
