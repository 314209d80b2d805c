import { Card, Group, Text } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';

import { RelativeTime } from '../../../components/ui/RelativeTime';
import { UndoBulkButton } from '../../../components/ui/UndoButton';
import { useBulk } from '../../../lib/bulk_query';
import { useServerClock } from '../../../lib/connection';
import { useTimeLeft } from '../../../lib/countdown';
import { counted, exactTime } from '../../../lib/format';
import { keys } from '../../../lib/keys';
import type { User } from '../../../lib/people';

interface Props {
  assetId: string;
  /** Who is known to hold it, some of them by a bulk. */
  holders: User[];
}

/** The bulks by which an asset was given and that can still be taken back. */
export function OpenBulks({ assetId, holders }: Props) {
  const clock = useServerClock();
  const { data: told = [] } = useQuery<string[]>({
    queryKey: keys.bulksOf(assetId),
    queryFn: skipToken,
  });
  const held = holders.flatMap(({ current }) =>
    current?.bulk_id && current.undo_until && Date.parse(current.undo_until) >= clock.now()
      ? [current.bulk_id]
      : [],
  );
  return [...new Set([...told, ...held])].map((id) => <OpenBulk key={id} bulkId={id} />);
}

function OpenBulk({ bulkId }: { bulkId: string }) {
  const { data: bulk } = useBulk(bulkId);
  const left = useTimeLeft(bulk?.undo_until ?? null, useServerClock());
  if (!bulk) return null;
  const users = counted(bulk.user_count, 'user');
  if (bulk.status === 'preparing') {
    return (
      <Text size="sm" role="status">
        It is being assigned to {users} by {bulk.assigned_by}.
      </Text>
    );
  }
  if (bulk.status !== 'committed' || left === null || !bulk.assigned_at) return null;
  return (
    <Card withBorder padding="xs" radius="md" role="group" aria-label="A bulk of this asset">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text size="sm">
            To {users} at once by {bulk.assigned_by} <RelativeTime at={bulk.assigned_at} />
          </Text>
          {bulk.undo_until && (
            <Text size="xs" c="dimmed">
              Can be undone until {exactTime(bulk.undo_until)}
            </Text>
          )}
        </div>
        <UndoBulkButton bulk={bulk} />
      </Group>
    </Card>
  );
}
