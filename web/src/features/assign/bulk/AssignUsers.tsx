import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';

import { Dialog } from '../../../components/ui/Dialog';
import type { Asset } from '../../../lib/assets';
import { counted } from '../../../lib/format';
import type { User } from '../../../lib/people';
import { AssetPicker } from './AssetPicker';
import { BulkForm } from './BulkForm';

interface Props {
  users: User[];
  /** Told when they got one. */
  onAssigned: () => void;
}

/** Gives users who were chosen elsewhere an asset that is chosen here. */
export function AssignUsers({ users, onAssigned }: Props) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="xs" onClick={open}>
        Assign an asset
      </Button>
      <Dialog
        title={`Assign an asset to ${counted(users.length, 'user')}`}
        opened={isOpen}
        onClose={close}
        size="lg"
      >
        <Form users={users} onLeave={close} onAssigned={onAssigned} />
      </Dialog>
    </>
  );
}

function Form({ users, onLeave, onAssigned }: Props & { onLeave: () => void }) {
  const [asset, setAsset] = useState<Asset | null>(null);
  return (
    <Stack mih={380}>
      <AssetPicker chosen={asset} onChoose={setAsset} />
      {asset && (
        <BulkForm
          key={asset.asset_id}
          asset={asset}
          users={users}
          onLeave={onLeave}
          onAssigned={onAssigned}
        />
      )}
    </Stack>
  );
}
