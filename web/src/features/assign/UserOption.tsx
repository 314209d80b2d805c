import { Group, Text } from '@mantine/core';

import type { User } from '../../lib/people';

/** A user in a list to choose from. */
export function UserOption({ user }: { user: User | undefined }) {
  if (!user) return null;
  return (
    <Group justify="space-between" wrap="nowrap" flex={1}>
      <div>
        <Text size="sm">{user.display_name}</Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {user.user_id}, {user.email}
        </Text>
      </div>
      {user.deactivated_at && <Text size="xs">Deactivated</Text>}
    </Group>
  );
}
