import type { ReactNode } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';

import type { Asset } from '../../lib/assets';
import { AssetDetails } from './AssetDetails';
import { SidePanel } from './SidePanel';

interface Props {
  /** Who holds the asset, and how that is changed. */
  assignment?: (asset: Asset) => ReactNode;
}

/** Everything about the asset that the address names, beside the library. */
export function AdminMediaSidebar({ assignment }: Props) {
  const { assetId = '' } = useParams();
  const { search } = useLocation();
  const navigate = useNavigate();
  const close = () => {
    void navigate({ pathname: '/', search }, { preventScrollReset: true });
  };
  return (
    <SidePanel key={assetId} label="Asset" onClose={close}>
      <AssetDetails assetId={assetId} assignment={assignment} />
    </SidePanel>
  );
}
