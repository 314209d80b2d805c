import { Anchor, Badge, Group, Table, Text } from '@mantine/core';
import { Link } from 'react-router';

import { AssetName } from '../../components/ui/AssetName';
import type { User } from '../../lib/people';

export function UserTable({ users }: { users: User[] }) {
  return (
    <Table aria-label="Users" verticalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th visibleFrom="sm">Address</Table.Th>
          <Table.Th>Holds</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Row key={user.user_id} user={user} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ user }: { user: User }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Anchor component={Link} to={`/users/${encodeURIComponent(user.user_id)}`} fw={500}>
            {user.display_name}
          </Anchor>
          {user.deactivated_at && (
            <Badge variant="default" tt="none" fw={500}>
              Deactivated
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {user.user_id}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {user.email}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" component="div">
          <AssetName assetId={user.current?.asset_id ?? null} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
