import { Anchor, Group, Image, Stack, Text, Title } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';

import type { Asset } from '../../lib/assets';
import { bytes } from '../../lib/format';

type Output = Asset['outputs'][number];

const NAMES: Record<Output['kind'], string> = {
  thumbnail: 'Thumbnail',
  gif: 'GIF preview',
  webp: 'Animated WebP',
  webm: 'WEBM',
};

/** The files that were made, to look at and to take along. */
export function Outputs({ asset }: { asset: Asset }) {
  if (asset.outputs.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Files
      </Title>
      {asset.outputs.map((output) => (
        <File key={output.kind} output={output} />
      ))}
    </Stack>
  );
}

function File({ output }: { output: Output }) {
  const name = NAMES[output.kind];
  return (
    <Group justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <Sample output={output} />
        <div>
          <Text size="sm">{name}</Text>
          <Text size="xs" c="dimmed">
            {output.width} × {output.height}, {bytes(output.size_bytes)}
          </Text>
        </div>
      </Group>
      <Anchor
        href={output.url}
        download
        target="_blank"
        rel="noreferrer"
        size="sm"
        aria-label={`Download ${name}`}
      >
        Download
      </Anchor>
    </Group>
  );
}

const MOVING = ['gif', 'webp'];

/** The video is shown above; what moves by itself waits where less motion is wished for. */
function Sample({ output }: { output: Output }) {
  const isStill = useReducedMotion();
  if (output.kind === 'webm' || (MOVING.includes(output.kind) && isStill)) return null;
  return <Image src={output.url} alt="" w={96} h={54} fit="contain" flex="none" />;
}
