import { AspectRatio, Center, Image } from '@mantine/core';

import type { Asset } from '../../lib/assets';
import { StatusIcon } from './StatusChip';

interface Props {
  asset: Asset;
  isPlaying?: boolean;
}

/** What an asset looks like: its thumbnail, or its preview while that plays. */
export function Picture({ asset, isPlaying = false }: Props) {
  const address = (isPlaying && asset.gif_url) || asset.thumbnail_url;
  return (
    <AspectRatio
      ratio={16 / 9}
      bdrs="sm"
      bg="var(--mantine-color-default-hover)"
      style={{ overflow: 'hidden' }}
    >
      {address ? (
        <Image src={address} alt="" fit="contain" loading="lazy" />
      ) : (
        <Center>
          <StatusIcon status={asset.conversion_status} size={28} />
        </Center>
      )}
    </AspectRatio>
  );
}
