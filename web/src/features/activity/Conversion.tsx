import { Alert, Stack, Text } from '@mantine/core';

import { ConversionProgress } from '../../components/ui/ConversionProgress';
import { StatusChip } from '../../components/ui/StatusChip';
import type { Asset, ConversionStatus } from '../../lib/assets';

const REASONS: Partial<Record<ConversionStatus, string>> = {
  pending_upload: 'The file has not arrived yet.',
  queued: 'The file has arrived; its conversion starts in a moment.',
  expired: 'The file never arrived in the time it had. Upload it again as a new asset.',
};

/** Where the conversion stands, and what to do when it went wrong. */
export function Conversion({ asset }: { asset: Asset }) {
  const reason = REASONS[asset.conversion_status];
  return (
    <Stack gap="xs" align="stretch">
      <div>
        <StatusChip asset={asset} />
      </div>
      <ConversionProgress asset={asset} />
      {reason && <Text size="sm">{reason}</Text>}
      <Fault asset={asset} />
    </Stack>
  );
}

function Fault({ asset }: { asset: Asset }) {
  const error = asset.conversion?.error;
  if (!error) return null;
  return (
    <Alert color="red" variant="outline" title="The conversion failed">
      <Text size="sm">{error.message}</Text>
      <Text size="sm" mt="xs">
        {error.retryable
          ? 'The same file may succeed another time.'
          : 'The same file would fail again.'}
      </Text>
      <Text size="xs" c="dimmed" mt="xs">
        {error.code}
      </Text>
    </Alert>
  );
}
