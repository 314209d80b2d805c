import { Badge } from '@mantine/core';

import type { Asset, ConversionStatus } from '../../lib/assets';

interface Look {
  label: string;
  hue: string;
  /** Strokes on a field of 16 by 16. */
  strokes: string;
}

const CIRCLE = 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12';

/** Each state has words and a sign of its own; the colour only repeats them. */
const LOOKS: Record<ConversionStatus, Look> = {
  pending_upload: {
    label: 'Pending upload',
    hue: 'gray',
    strokes: 'M8 11V3M4.5 6L8 2.5L11.5 6M2.5 13.5h11',
  },
  queued: { label: 'Queued', hue: 'indigo', strokes: `${CIRCLE}M8 5v3.2l2.2 1.5` },
  processing: {
    label: 'Processing',
    hue: 'blue',
    strokes: 'M13.5 8A5.5 5.5 0 1 1 11 3.4M11.2 1v2.7H8.5',
  },
  completed: { label: 'Completed', hue: 'green', strokes: `${CIRCLE}M5.3 8.2l1.9 1.9l3.6-4` },
  failed: { label: 'Failed', hue: 'red', strokes: 'M8 2L14.5 13.5H1.5ZM8 6.3v3.4M8 11.4v.4' },
  expired: {
    label: 'Expired',
    hue: 'orange',
    strokes: 'M4 2h8M4 14h8M5 2c0 4 6 4 6 12M11 2c0 4-6 4-6 12',
  },
};

export const STATUSES = Object.keys(LOOKS) as ConversionStatus[];

export function statusLabel(status: ConversionStatus): string {
  return LOOKS[status].label;
}

/** Where the conversion of an asset stands. */
export function StatusChip({ asset }: { asset: Pick<Asset, 'conversion_status' | 'conversion'> }) {
  const { conversion_status: status, conversion } = asset;
  const progress = status === 'processing' ? ` ${conversion?.progress ?? 0}%` : '';
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      data-status={status}
      leftSection={<StatusIcon status={status} />}
    >
      {statusLabel(status) + progress}
    </Badge>
  );
}

export function StatusIcon({ status, size = 14 }: { status: ConversionStatus; size?: number }) {
  const { hue, strokes } = LOOKS[status];
  const colour = `light-dark(var(--mantine-color-${hue}-9), var(--mantine-color-${hue}-4))`;
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden style={{ display: 'block' }}>
      <path
        d={strokes}
        fill="none"
        style={{ stroke: colour }}
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
