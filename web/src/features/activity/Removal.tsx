import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { Dialog } from '../../components/ui/Dialog';
import { InlineFailure } from '../../components/ui/InlineFailure';
import type { Asset } from '../../lib/assets';
import { useDeleteAsset } from './use_delete_asset';
import { useRestoreAsset } from './use_restore_asset';

/** Deleting an asset, and having it back. */
export function Removal({ asset }: { asset: Asset }) {
  return asset.deleted_at ? <Restore asset={asset} /> : <Delete asset={asset} />;
}

function Restore({ asset }: { asset: Asset }) {
  const { mutate, isPending, error } = useRestoreAsset(asset.asset_id);
  return (
    <Stack align="flex-start">
      {error && <InlineFailure title="The asset was not restored" error={error} />}
      <Button
        loading={isPending}
        onClick={() => {
          mutate();
        }}
      >
        Restore
      </Button>
    </Stack>
  );
}

function Delete({ asset }: { asset: Asset }) {
  const [isAsking, { open, close }] = useDisclosure();
  const { mutate, isPending, error, reset } = useDeleteAsset(asset.asset_id);
  const leave = () => {
    close();
    reset();
  };
  return (
    <>
      <div>
        <Button variant="default" onClick={open}>
          Delete
        </Button>
      </div>
      <Dialog title="Delete this asset?" opened={isAsking} onClose={leave}>
        <Stack>
          <Text style={{ overflowWrap: 'anywhere' }}>
            {asset.title} can no longer be assigned. Its history stays, and it can be restored.
          </Text>
          {error && <InlineFailure title="The asset was not deleted" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
            <Button
              color="red"
              loading={isPending}
              onClick={() => {
                mutate();
              }}
            >
              Delete
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
