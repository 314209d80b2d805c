import { Text } from '@mantine/core';

import type { Asset } from '../../lib/assets';

/** Why an asset failed, in one line; the whole of it stands with the asset itself. */
export function Reason({ asset }: { asset: Asset }) {
  const reason = asset.conversion_status === 'failed' && asset.conversion?.error?.message;
  if (!reason) return null;
  return (
    <Text size="xs" c="dimmed" lineClamp={2} title={reason}>
      {firstSentence(reason)}
    </Text>
  );
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}
