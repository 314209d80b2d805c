import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { Dialog } from '../../components/ui/Dialog';
import { InlineFailure } from '../../components/ui/InlineFailure';
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
          {error && <InlineFailure title="It was not taken" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
            <Button
              color="red"
              loading={isPending}
              onClick={() => {
                mutate(undefined, { onSuccess: leave });
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
