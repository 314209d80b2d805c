import { Flex, Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Outlet } from 'react-router';

import { useLiveAssets } from '../../lib/asset_frames';
import type { Asset } from '../../lib/assets';
import { useCanChange } from '../../lib/connection';
import { AssetList } from './AssetList';
import { Filters } from './Filters';
import { DropTarget } from './uploads/DropTarget';
import { UploadButton } from './uploads/UploadButton';
import { useView } from './use_view';

interface Props {
  /** What a converted asset offers in its tile. */
  assign?: (asset: Asset) => ReactNode;
}

/** The library: every asset, live; the one that is open stands beside it. */
export function BedrockPlayground({ assign }: Props) {
  const canChange = useCanChange();
  const [view, setView] = useView();
  useLiveAssets();
  return (
    <Flex gap="lg" align="flex-start">
      <Stack flex={1} miw={0}>
        <Group justify="space-between">
          <Title order={1} size="h2">
            Library
          </Title>
          {canChange && <UploadButton />}
        </Group>
        <Filters view={view} onView={setView} />
        <AssetList view={view} assign={canChange ? assign : undefined} />
      </Stack>
      <Outlet />
      {canChange && <DropTarget />}
    </Flex>
  );
}
