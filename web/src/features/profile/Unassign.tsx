import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { ChangeFailure } from '../../components/ui/ChangeFailure';
import { Dialog } from '../../components/ui/Dialog';
import type { User } from '../../lib/people';
import { useUnassign } from './use_unassign';

/** Takes from a user what they hold; asks first, as there is no undo. */
export function Unassign({ user }: { user: User }) {
  const [isAsking, { open, close }] = useDisclosure();
  const { mutate, isPending, error, reset } = useUnassign(user.user_id);
  const leave = () => {
    close();
    reset();
  };
  const unassign = (override: boolean) => {
    mutate(override, { onSuccess: leave });
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        Unassign
      </Button>
      <Dialog title={`Take this from ${user.display_name}?`} opened={isAsking} onClose={leave}>
        <Stack>
          <Text size="sm">
            They will hold nothing. There is no undo, but the history lets you revert to it.
          </Text>
          {error && (
            <ChangeFailure
              title="It was not taken"
              error={error}
              isPending={isPending}
              onOverride={() => {
                unassign(true);
              }}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
            <Button
              color="red"
              loading={isPending}
              onClick={() => {
                unassign(false);
              }}
            >
              Unassign
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
