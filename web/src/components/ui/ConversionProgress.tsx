import { Progress } from '@mantine/core';

import type { Asset } from '../../lib/assets';

/** How far a running conversion is; nothing while none runs. */
export function ConversionProgress({ asset }: { asset: Asset }) {
  if (asset.conversion_status !== 'processing') return null;
  return (
    <Progress.Root size="sm">
      <Progress.Section
        value={asset.conversion?.progress ?? 0}
        aria-label={`Conversion of ${asset.title}`}
      />
    </Progress.Root>
  );
}
