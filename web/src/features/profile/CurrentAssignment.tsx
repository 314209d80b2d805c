import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { AssetName } from '../../components/ui/AssetName';
import { Player } from '../../components/ui/Player';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { UndoButton } from '../../components/ui/UndoButton';
import { useLiveAsset } from '../../lib/asset_frames';
import { assetQuery } from '../../lib/asset_query';
import { useApi, useCanChange } from '../../lib/connection';
import type { Assignment, User } from '../../lib/people';
import { Unassign } from './Unassign';

/** What a user holds now, to be played, taken back or taken away. */
export function CurrentAssignment({ user }: { user: User }) {
  return (
    <Stack component="section" gap="xs" aria-label="Current asset">
      <Title order={2} size="h4">
        Holds now
      </Title>
      {user.current?.asset_id ? (
        <Held user={user} assignment={user.current} assetId={user.current.asset_id} />
      ) : (
        <Text c="dimmed">Nothing</Text>
      )}
    </Stack>
  );
}

interface HeldProps {
  user: User;
  assignment: Assignment;
  assetId: string;
}

function Held({ user, assignment, assetId }: HeldProps) {
  const { data: asset } = useQuery(assetQuery(useApi(), assetId));
  const canChange = useCanChange();
  useLiveAsset(assetId);
  return (
    <Card withBorder radius="md" maw={560}>
      <Stack gap="sm">
        {asset && <Player asset={asset} />}
        <Group justify="space-between">
          <div>
            <Text fw={500} component="div">
              <AssetName assetId={assetId} />
            </Text>
            <Text size="sm" c="dimmed">
              by {assignment.assigned_by} <RelativeTime at={assignment.assigned_at} />
            </Text>
          </div>
          <Group gap="sm">
            <UndoButton assignment={assignment} name={user.display_name} />
            {canChange && <Unassign user={user} />}
          </Group>
        </Group>
      </Stack>
    </Card>
  );
}
