import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';

import { ChangeFailure } from '../../components/ui/ChangeFailure';
import { NoteField } from '../../components/ui/NoteField';
import type { Asset } from '../../lib/assets';
import { useLatch } from '../../lib/latch';
import type { User } from '../../lib/people';
import { useUndoing } from '../../lib/undoing';
import { Replacement } from './Replacement';
import { useAssign } from './use_assign';
import { useLiveChoice } from './use_live_choice';
import { UserPicker } from './UserPicker';

interface Props {
  asset: Asset;
  onDone: () => void;
}

/** Who is to get the asset, and what that replaces. */
export function AssignForm({ asset, onDone }: Props) {
  const [chosen, setChosen] = useState<User | null>(null);
  const user = useLiveChoice(chosen);
  const [note, setNote] = useState('');
  const { offer } = useUndoing();
  const { mutate, isPending, error, reset } = useAssign(asset.asset_id);
  const latch = useLatch();
  const isHeld = user?.current?.asset_id === asset.asset_id;
  const submit = (override: boolean) => {
    if (!user || !latch.close()) return;
    mutate(
      { user_id: user.user_id, note, override },
      {
        onSuccess: (assignment) => {
          offer(assignment, `${user.display_name} got ${asset.title}`);
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
        submit(false);
      }}
    >
      <UserPicker
        chosen={chosen}
        onChoose={(picked) => {
          setChosen(picked);
          reset();
        }}
      />
      {user && <Replacement asset={asset} user={user} />}
      <NoteField note={note} onNote={setNote} />
      {error && (
        <ChangeFailure
          title="It was not assigned"
          error={error}
          isPending={isPending}
          onOverride={() => {
            submit(true);
          }}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={!user || isHeld} loading={isPending}>
          Assign
        </Button>
      </Group>
    </Stack>
  );
}
