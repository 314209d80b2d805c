import { Badge, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useParams } from 'react-router';

import { InlineFailure } from '../../components/ui/InlineFailure';
import { Message } from '../../components/ui/Message';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { useLiveUser } from '../../lib/live_users';
import { isUserId, type User } from '../../lib/people';
import { CurrentAssignment } from './CurrentAssignment';
import { History } from './History';
import { useUser } from './use_user';

/** A user: who they are, what they hold, and how that came about. */
export function UserProfile() {
  const { userId = '' } = useParams();
  if (!isUserId(userId)) {
    return <Message title="There is no such user" detail="The address may be mistyped." />;
  }
  return <Profile key={userId} userId={userId} />;
}

function Profile({ userId }: { userId: string }) {
  useLiveUser(userId);
  const { data: user, error, refetch } = useUser(userId);
  return (
    <Stack gap="lg">
      {!user && (
        <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
          {userId}
        </Title>
      )}
      {error && (
        <InlineFailure
          title="The user could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {!user && !error && <Skeleton h={400} role="status" aria-label="Loading the user" />}
      {user && (
        <>
          <Person user={user} />
          <CurrentAssignment user={user} />
          <History user={user} />
        </>
      )}
    </Stack>
  );
}

function Person({ user }: { user: User }) {
  return (
    <div>
      <Group gap="sm">
        <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
          {user.display_name}
        </Title>
        {user.deactivated_at && (
          <Badge variant="default" tt="none" fw={500}>
            Deactivated
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {user.user_id}, {user.email}
      </Text>
      {user.deactivated_at && (
        <Text size="sm">
          Deactivated <RelativeTime at={user.deactivated_at} />; nothing can be assigned to them.
        </Text>
      )}
    </div>
  );
}
