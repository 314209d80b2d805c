import { Anchor, Badge, Checkbox, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';

import { AssetName } from '../../components/ui/AssetName';
import type { User } from '../../lib/people';
import type { Choice } from './use_choice';

interface Props {
  users: User[];
  choice: Choice | undefined;
}

export function UserTable({ users, choice }: Props) {
  return (
    <Table aria-label="Users" verticalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          {choice && (
            <Table.Th w={44}>
              <VisuallyHidden>Choose</VisuallyHidden>
            </Table.Th>
          )}
          <Table.Th>Name</Table.Th>
          <Table.Th visibleFrom="sm">Address</Table.Th>
          <Table.Th>Holds</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Row key={user.user_id} user={user} choice={choice} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ user, choice }: { user: User; choice: Choice | undefined }) {
  return (
    <Table.Tr>
      {choice && (
        <Table.Td>
          <Checkbox
            aria-label={`Choose ${user.display_name}`}
            disabled={user.deactivated_at !== null}
            checked={choice.has(user)}
            onChange={() => {
              choice.toggle(user);
            }}
          />
        </Table.Td>
      )}
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
