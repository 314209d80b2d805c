import { Box, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';

import { ConversionProgress } from '../../components/ui/ConversionProgress';
import { Picture } from '../../components/ui/Picture';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { StatusChip } from '../../components/ui/StatusChip';
import type { Asset } from '../../lib/assets';
import { AssetLink } from './AssetLink';
import { Holders } from './Holders';
import { Reason } from './Reason';
import { usePreview } from './use_preview';

interface Props {
  assets: Asset[];
  assign?: ((asset: Asset) => ReactNode) | undefined;
}

export function AssetTable({ assets, assign }: Props) {
  const isRoomy = useIsRoomy();
  return (
    <Table aria-label="Assets" verticalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Asset</Table.Th>
          <Table.Th w={{ base: 150, sm: 180 }}>Status</Table.Th>
          {isRoomy && <Table.Th visibleFrom="sm">Held by</Table.Th>}
          {isRoomy && <Table.Th visibleFrom="sm">Uploaded</Table.Th>}
          {assign && (
            <Table.Th visibleFrom="xs" w={170}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {assets.map((asset) => (
          <Row key={asset.asset_id} asset={asset} assign={assign} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ asset, assign }: { asset: Asset } & Pick<Props, 'assign'>) {
  const isRoomy = useIsRoomy();
  return (
    <Table.Tr>
      <Table.Td>
        <Named asset={asset} />
      </Table.Td>
      <Table.Td>
        <Stack gap={6} align="stretch">
          <StatusChip asset={asset} />
          <ConversionProgress asset={asset} />
          <Reason asset={asset} />
        </Stack>
      </Table.Td>
      {isRoomy && (
        <>
          <Table.Td visibleFrom="sm">
            <Holders asset={asset} />
          </Table.Td>
          <Table.Td visibleFrom="sm">
            <RelativeTime at={asset.created_at} size="sm" />
            <Text size="xs" c="dimmed" truncate>
              by {asset.created_by}
            </Text>
          </Table.Td>
        </>
      )}
      {assign && (
        <Table.Td visibleFrom="xs">
          {asset.conversion_status === 'completed' && !asset.deleted_at && assign(asset)}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** The asset that is open takes a third of the page, and tells all this itself. */
function useIsRoomy(): boolean {
  return useParams()['assetId'] === undefined;
}

function Named({ asset }: { asset: Asset }) {
  const { isPlaying, previewing } = usePreview();
  return (
    <AssetLink asset={asset} display="block" {...previewing}>
      <Group wrap="nowrap" gap="sm">
        <Box w={96} flex="none" visibleFrom="xs">
          <Picture asset={asset} isPlaying={isPlaying} />
        </Box>
        <Text fw={500} truncate title={asset.title}>
          {asset.title}
        </Text>
      </Group>
    </AssetLink>
  );
}
