import { Anchor, Box, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

import { InlineFailure } from '../../components/ui/InlineFailure';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { UndoButton } from '../../components/ui/UndoButton';
import type { Asset } from '../../lib/assets';
import type { User } from '../../lib/people';
import { AssignButton } from './AssignButton';
import { BulkButton } from './bulk/BulkButton';
import { OpenBulks } from './bulk/OpenBulks';
import { useHolders } from './use_holders';

/** Who holds the asset, since when and by whom, with ways to give it and to take it back. */
export function AssetAssignment({ asset }: { asset: Asset }) {
  const holders = useHolders(asset.asset_id);
  const users = holders.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5">
          Assigned to
        </Title>
        <Group gap="xs">
          <AssignButton asset={asset} />
          <BulkButton asset={asset} />
        </Group>
      </Group>
      <OpenBulks assetId={asset.asset_id} holders={users ?? []} />
      {holders.error && (
        <InlineFailure
          title="Who holds it could not be read"
          error={holders.error}
          onRetry={() => void holders.refetch()}
        />
      )}
      {holders.isPending && <Skeleton h={36} role="status" aria-label="Loading who holds it" />}
      {users?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody holds it.
        </Text>
      )}
      {users && users.length > 0 && <Users users={users} />}
      {holders.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={holders.isFetchingNextPage}
          onClick={() => void holders.fetchNextPage()}
        >
          Show more of {asset.assigned_user_count}
        </Button>
      )}
    </Stack>
  );
}

function Users({ users }: { users: User[] }) {
  return (
    <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
      {users.map((user) => (
        <Box component="li" key={user.user_id}>
          <Holder user={user} />
        </Box>
      ))}
    </Stack>
  );
}

function Holder({ user }: { user: User }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Anchor component={Link} to={`/users/${encodeURIComponent(user.user_id)}`} size="sm">
          {user.display_name}
        </Anchor>
        {user.current && (
          <Text size="xs" c="dimmed">
            by {user.current.assigned_by} <RelativeTime at={user.current.assigned_at} />
            {user.current.bulk_id && ', in a bulk'}
          </Text>
        )}
      </div>
      {user.current && user.current.bulk_id === null && (
        <UndoButton assignment={user.current} name={user.display_name} />
      )}
    </Group>
  );
}
