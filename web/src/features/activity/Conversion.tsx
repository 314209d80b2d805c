import { Group, Stack, Text } from '@mantine/core';

import { ConversionProgress } from '../../components/ui/ConversionProgress';
import { StatusChip } from '../../components/ui/StatusChip';
import type { Asset } from '../../lib/assets';
import { Fault } from './Fault';
import { stageOf } from './stages';

/** Where the conversion stands, and what to do when it went wrong. */
export function Conversion({ asset }: { asset: Asset }) {
  const stage = stageOf(asset);
  const attempt = asset.conversion?.attempt ?? 1;
  return (
    <Stack gap="xs" align="stretch">
      <Group gap="xs">
        <StatusChip asset={asset} />
        {attempt > 1 && (
          <Text size="sm" c="dimmed">
            Attempt {attempt}
          </Text>
        )}
      </Group>
      <ConversionProgress asset={asset} />
      {stage && <Text size="sm">{stage}</Text>}
      <Fault asset={asset} />
    </Stack>
  );
}
