import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';

import { AssetTitle } from '../../components/ui/AssetName';
import { ChangeFailure } from '../../components/ui/ChangeFailure';
import { Dialog } from '../../components/ui/Dialog';
import { NoteField } from '../../components/ui/NoteField';
import { useLatch } from '../../lib/latch';
import type { HistoryEntry, User } from '../../lib/people';
import { useUndoing } from '../../lib/undoing';
import { useRevert } from './use_revert';

interface Props {
  user: User;
  entry: HistoryEntry;
}

/** Goes back to the state right after an entry, once what that means was shown. */
export function Revert({ user, entry }: Props) {
  const [isAsking, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        Revert <VisuallyHidden>to entry {entry.sequence}</VisuallyHidden>
      </Button>
      <Dialog
        title={`Revert ${user.display_name} to entry ${entry.sequence}?`}
        opened={isAsking}
        onClose={close}
      >
        <Confirmation user={user} entry={entry} onDone={close} />
      </Dialog>
    </>
  );
}

function Confirmation({ user, entry, onDone }: Props & { onDone: () => void }) {
  const [note, setNote] = useState('');
  const { offer } = useUndoing();
  const { mutate, isPending, error } = useRevert(user.user_id);
  const latch = useLatch();
  const revert = (override: boolean) => {
    if (!latch.close()) return;
    mutate(
      { entry_id: entry.entry_id, note, override },
      {
        onSuccess: (assignment) => {
          offer(assignment, `${user.display_name} was reverted to entry ${entry.sequence}`);
          onDone();
        },
        onError: latch.open,
      },
    );
  };
  return (
    <Stack
      component="form"
      onSubmit={(event: React.SyntheticEvent) => {
        event.preventDefault();
        revert(false);
      }}
    >
      <BeforeAndAfter user={user} entry={entry} />
      <NoteField note={note} onNote={setNote} />
      {error && (
        <ChangeFailure
          title="It was not reverted"
          error={error}
          isPending={isPending}
          onOverride={() => {
            revert(true);
          }}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Revert
        </Button>
      </Group>
    </Stack>
  );
}

function BeforeAndAfter({ user, entry }: Props) {
  return (
    <div>
      <Text size="sm" component="div">
        Holds now: <AssetTitle assetId={user.current?.asset_id ?? null} />
      </Text>
      <Text size="sm" component="div">
        Will hold: <AssetTitle assetId={entry.asset_id} />
      </Text>
    </div>
  );
}
