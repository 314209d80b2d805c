import { Box, Card, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { ConversionProgress } from '../../components/ui/ConversionProgress';
import { Picture } from '../../components/ui/Picture';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { StatusChip } from '../../components/ui/StatusChip';
import type { Asset } from '../../lib/assets';
import { AssetLink } from './AssetLink';
import { Holders } from './Holders';
import { Reason } from './Reason';
import { usePreview } from './use_preview';

export const GRID = {
  display: 'grid',
  gap: 'var(--mantine-spacing-md)',
  gridTemplateColumns: 'repeat(auto-fill, minmax(max(10rem, 18%), 1fr))',
  listStyle: 'none',
  margin: 0,
  padding: 0,
};

interface Props {
  assets: Asset[];
  assign?: ((asset: Asset) => ReactNode) | undefined;
}

export function AssetGrid({ assets, assign }: Props) {
  return (
    <Box component="ul" aria-label="Assets" style={GRID}>
      {assets.map((asset) => (
        <Card key={asset.asset_id} component="li" withBorder padding="sm" radius="md">
          <Tile asset={asset} />
          {asset.conversion_status === 'completed' && !asset.deleted_at && assign?.(asset)}
        </Card>
      ))}
    </Box>
  );
}

function Tile({ asset }: { asset: Asset }) {
  const { isPlaying, previewing } = usePreview();
  return (
    <Stack gap={6} mb="auto" pb="xs">
      <AssetLink asset={asset} {...previewing}>
        <Picture asset={asset} isPlaying={isPlaying} />
        <Text fw={500} mt="xs" truncate title={asset.title}>
          {asset.title}
        </Text>
      </AssetLink>
      <Group gap="xs" justify="space-between">
        <StatusChip asset={asset} />
        <RelativeTime at={asset.created_at} size="xs" c="dimmed" />
      </Group>
      <ConversionProgress asset={asset} />
      <Reason asset={asset} />
      <Holders asset={asset} />
    </Stack>
  );
}
