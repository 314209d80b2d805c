import { Text } from '@mantine/core';

import { AssetTitle } from '../../components/ui/AssetName';
import type { Asset } from '../../lib/assets';
import type { User } from '../../lib/people';

/** What is about to happen: whether the user loses something by it. */
export function Replacement({ asset, user }: { asset: Asset; user: User }) {
  return (
    <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
      <Consequence asset={asset} user={user} />
    </Text>
  );
}

function Consequence({
  asset,
  user: { display_name: name, current },
}: Parameters<typeof Replacement>[0]) {
  if (!current) return `${name} gets ${asset.title}. They hold nothing now.`;
  if (current.asset_id === asset.asset_id) return `${name} holds this asset already.`;
  return (
    <>
      {name} gets {asset.title} in place of <AssetTitle assetId={current.asset_id} />.
    </>
  );
}
