import { Alert, Button, Stack, Text } from '@mantine/core';

import { InlineFailure } from '../../components/ui/InlineFailure';
import type { Asset } from '../../lib/assets';
import { useCanChange } from '../../lib/connection';
import { useRetryConversion } from './use_retry_conversion';

/** Why a conversion failed, what helps, and another attempt where that may. */
export function Fault({ asset }: { asset: Asset }) {
  const error = asset.conversion?.error;
  if (!error) return null;
  return (
    <Alert color="red" variant="outline" title="The conversion failed">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        {error.retryable ? <Retryable asset={asset} /> : <Final />}
        <Text size="xs" c="dimmed">
          {error.code}
        </Text>
      </Stack>
    </Alert>
  );
}

function Final() {
  return (
    <Text size="sm">
      The same file would fail again; a corrected one is uploaded as a new asset.
    </Text>
  );
}

function Retryable({ asset }: { asset: Asset }) {
  const canChange = useCanChange();
  if (!canChange) return <Text size="sm">An admin can retry it with the same file.</Text>;
  if (asset.deleted_at) return <Text size="sm">Restore the asset to retry its conversion.</Text>;
  return <Retry assetId={asset.asset_id} />;
}

function Retry({ assetId }: { assetId: string }) {
  const { mutate, isPending, error } = useRetryConversion(assetId);
  return (
    <>
      {error && <InlineFailure title="The conversion was not retried" error={error} />}
      <Button
        size="xs"
        loading={isPending}
        onClick={() => {
          mutate();
        }}
      >
        Retry conversion
      </Button>
    </>
  );
}
