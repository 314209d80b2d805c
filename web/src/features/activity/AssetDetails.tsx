import { Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { InlineFailure } from '../../components/ui/InlineFailure';
import { Player } from '../../components/ui/Player';
import { RelativeTime } from '../../components/ui/RelativeTime';
import type { Asset } from '../../lib/assets';
import { useCanChange } from '../../lib/connection';
import { Attempts } from './Attempts';
import { Conversion } from './Conversion';
import { Facts } from './Facts';
import { Outputs } from './Outputs';
import { Removal } from './Removal';
import { useAsset } from './use_asset';

interface Props {
  assetId: string;
  assignment: ((asset: Asset) => ReactNode) | undefined;
}

export function AssetDetails({ assetId, assignment }: Props) {
  const { data: asset, error, refetch } = useAsset(assetId);
  const canChange = useCanChange();
  return (
    <Stack>
      {error && (
        <InlineFailure
          title="The asset could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {!asset && !error && <Loading />}
      {asset && (
        <>
          <Head asset={asset} />
          <Conversion asset={asset} />
          <Player asset={asset} />
          {assignment?.(asset)}
          <Outputs asset={asset} />
          <Facts asset={asset} />
          {asset.conversion && <Attempts assetId={assetId} />}
          {canChange && <Removal asset={asset} />}
        </>
      )}
    </Stack>
  );
}

function Head({ asset }: { asset: Asset }) {
  return (
    <div>
      <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
        {asset.title}
      </Title>
      <Text size="sm" c="dimmed">
        Uploaded by {asset.created_by} <RelativeTime at={asset.created_at} />
      </Text>
      {asset.deleted_at && (
        <Text size="sm" fw={500}>
          Deleted <RelativeTime at={asset.deleted_at} />
        </Text>
      )}
    </div>
  );
}

function Loading() {
  return (
    <Stack role="status" aria-label="Loading the asset">
      <Skeleton h={28} w="70%" />
      <Skeleton h={200} />
      <Skeleton h={120} />
    </Stack>
  );
}
