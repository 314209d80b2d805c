import { Button, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { Dialog } from '../../../components/ui/Dialog';
import type { Asset } from '../../../lib/assets';
import { useCanAssign } from '../use_can_assign';
import { BulkForm } from './BulkForm';

/** Opens the choice of all those who get the asset at once; nothing where it can't be given. */
export function BulkButton({ asset }: { asset: Asset }) {
  const [isOpen, { open, close }] = useDisclosure();
  if (!useCanAssign(asset)) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        Assign to many<VisuallyHidden>: {asset.title}</VisuallyHidden>
      </Button>
      <Dialog title={`Assign ${asset.title} to many`} opened={isOpen} onClose={close} size="lg">
        <BulkForm asset={asset} onLeave={close} />
      </Dialog>
    </>
  );
}
