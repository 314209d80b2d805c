import { Anchor, type AnchorProps } from '@mantine/core';
import type { FocusEventHandler, MouseEventHandler, ReactNode } from 'react';
import { Link, useLocation, useParams } from 'react-router';

import type { Asset } from '../../lib/assets';

interface Props extends AnchorProps {
  asset: Asset;
  children: ReactNode;
  onMouseEnter?: MouseEventHandler;
  onMouseLeave?: MouseEventHandler;
  onFocus?: FocusEventHandler;
  onBlur?: FocusEventHandler;
}

/** Opens an asset beside the list, which stays as it is. */
export function AssetLink({ asset, children, ...others }: Props) {
  const { search } = useLocation();
  const { assetId } = useParams();
  return (
    <Anchor
      component={Link}
      to={{ pathname: `/assets/${asset.asset_id}`, search }}
      preventScrollReset
      aria-current={assetId === asset.asset_id ? 'true' : undefined}
      c="var(--mantine-color-text)"
      {...others}
    >
      {children}
    </Anchor>
  );
}
