import { Stack, Table, Text, Title } from '@mantine/core';

import type { Asset } from '../../lib/assets';
import { bytes, duration, exactTime } from '../../lib/format';

/** What was uploaded, and what the probe found in it. */
export function Facts({ asset }: { asset: Asset }) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Uploaded file
      </Title>
      <Table
        verticalSpacing={4}
        horizontalSpacing={0}
        withRowBorders={false}
        aria-label="Uploaded file"
      >
        <Table.Tbody>
          {factsOf(asset).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={110} fw={400} c="dimmed">
                {name}
              </Table.Th>
              <Table.Td>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {value}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

function factsOf(asset: Asset): [string, string][] {
  return [
    ['File', asset.filename],
    ['Type', asset.content_type],
    ['Size', bytes(asset.size_bytes)],
    ...mediaFacts(asset.media),
    ['Preset', asset.preset === 'efficient' ? 'Efficient (AV1)' : 'Compatible (VP9)'],
    ['Uploaded', exactTime(asset.created_at)],
    ['Id', asset.asset_id],
  ];
}

function mediaFacts(media: Asset['media']): [string, string][] {
  if (!media) return [];
  return [
    ['Container', media.container],
    ['Length', duration(media.duration_seconds)],
    [
      'Picture',
      `${media.width} × ${media.height}, ${Math.round(media.frame_rate * 100) / 100} frames/s`,
    ],
    ['Video', media.video_codec],
    ['Audio', media.audio_codec ?? 'None'],
  ];
}
