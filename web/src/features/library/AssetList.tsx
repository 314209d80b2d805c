import { Button, Center, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

import { InlineFailure } from '../../components/ui/InlineFailure';
import type { Asset } from '../../lib/assets';
import { AssetGrid } from './AssetGrid';
import { AssetTable } from './AssetTable';
import { LoadingAssets } from './LoadingAssets';
import { NoAssets } from './NoAssets';
import { useAssets } from './use_assets';
import { useFilters } from './use_filters';
import type { View } from './use_view';

interface Props {
  view: View;
  assign?: ((asset: Asset) => ReactNode) | undefined;
}

export function AssetList({ view, assign }: Props) {
  const { filters } = useFilters();
  const list = useAssets(filters);
  const { data, error, hasNextPage: hasMore } = list;
  if (!data && !error) return <LoadingAssets />;
  const assets = data?.pages.flatMap(({ items }) => items) ?? [];
  const Shown = view === 'list' ? AssetTable : AssetGrid;
  return (
    <Stack opacity={list.isPlaceholderData ? 0.6 : 1}>
      {error && (
        <InlineFailure
          title="The assets could not be read"
          error={error}
          onRetry={() => void list.refetch()}
        />
      )}
      <VisuallyHidden role="status">{said(assets.length, hasMore)}</VisuallyHidden>
      {data && assets.length === 0 && <NoAssets hasMore={hasMore} />}
      {assets.length > 0 && <Shown assets={assets} assign={assign} />}
      {hasMore && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Load more
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function said(count: number, hasMore: boolean): string {
  const noun = count === 1 ? 'asset' : 'assets';
  return hasMore ? `${count} ${noun} shown, there are more` : `${count} ${noun} shown`;
}
