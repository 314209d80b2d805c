import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Asset } from '../../lib/assets';
import { keys } from '../../lib/keys';
import { Picture } from './Picture';

/** The converted video, playable; until there is one, whatever of it can be seen. */
export function Player({ asset }: { asset: Asset }) {
  if (asset.webm_url) return <Video asset={asset} address={asset.webm_url} />;
  return asset.thumbnail_url && <Picture asset={asset} />;
}

/**
 * Addresses are signed anew every hour. A video that plays keeps the one it began with, until that
 * one fails.
 */
function Video({ asset, address }: { asset: Asset; address: string }) {
  const queries = useQueryClient();
  const [used, setUsed] = useState(address);
  const [failed, setFailed] = useState<string | null>(null);
  if (failed === used && address !== used) setUsed(address);
  return (
    // Whether a video talks is not known, and uploads bring no captions along.
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <video
      src={used}
      {...(asset.thumbnail_url && { poster: asset.thumbnail_url })}
      controls
      playsInline
      preload="metadata"
      aria-label={`Video ${asset.title}`}
      style={{ width: '100%', maxHeight: '40dvh', borderRadius: 'var(--mantine-radius-sm)' }}
      onError={() => {
        setFailed(used);
        void queries.invalidateQueries({ queryKey: keys.asset(asset.asset_id), exact: true });
      }}
    />
  );
}
