import { Button, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { Dialog } from '../../components/ui/Dialog';
import type { Asset } from '../../lib/assets';
import { AssignForm } from './AssignForm';
import { useCanAssign } from './use_can_assign';

/** Opens the choice of who gets the asset; nothing where it can't be given. */
export function AssignButton({ asset }: { asset: Asset }) {
  const [isOpen, { open, close }] = useDisclosure();
  if (!useCanAssign(asset)) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        Assign to user<VisuallyHidden>: {asset.title}</VisuallyHidden>
      </Button>
      <Dialog title={`Assign ${asset.title}`} opened={isOpen} onClose={close}>
        <AssignForm asset={asset} onDone={close} />
      </Dialog>
    </>
  );
}
