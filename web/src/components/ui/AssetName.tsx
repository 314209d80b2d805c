import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { assetQuery } from '../../lib/asset_query';
import { useApi } from '../../lib/connection';

interface Props {
  assetId: string | null;
}

/** The title of an asset, leading to it; its id until the title is known. */
export function AssetName({ assetId }: Props) {
  if (assetId === null) return <AssetTitle assetId={null} />;
  return (
    <Anchor
      component={Link}
      to={`/assets/${assetId}`}
      inherit
      underline="always"
      style={{ overflowWrap: 'anywhere' }}
    >
      <AssetTitle assetId={assetId} />
    </Anchor>
  );
}

/** As `AssetName`, leading nowhere. */
export function AssetTitle({ assetId }: Props) {
  const { data } = useQuery({
    ...assetQuery(useApi(), assetId ?? ''),
    enabled: assetId !== null,
  });
  if (assetId === null) {
    return (
      <Text span inherit c="dimmed">
        Nothing
      </Text>
    );
  }
  return `${data?.title ?? assetId}${data?.deleted_at ? ' (deleted)' : ''}`;
}
