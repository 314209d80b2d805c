import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';

import { useBulk } from '../../../lib/bulk_query';
import type { Bulk } from '../../../lib/bulks';
import { counted } from '../../../lib/format';

interface Props {
  begun: Bulk;
  onDecided: (bulk: Bulk) => void;
  onLeave: () => void;
}

/** So many take a while; nobody has to stay here for that. */
export function WaitingForBulk({ begun, onDecided, onLeave }: Props) {
  const { data: bulk } = useBulk(begun.bulk_id, begun);
  const tell = useEffectEvent(() => {
    if (bulk && bulk.status !== 'preparing') onDecided(bulk);
  });
  const status = bulk?.status;
  useEffect(() => {
    tell();
  }, [status]);
  return (
    <Stack>
      <Group wrap="nowrap" role="status">
        <Loader size="sm" aria-hidden />
        <Text size="sm">
          It is being assigned to {counted(begun.user_count, 'user')}: all of them get it, or
          nobody. You may close this; a message tells how it ends.
        </Text>
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onLeave}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
