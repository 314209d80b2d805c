import { RingProgress, Text } from '@mantine/core';

interface Props {
  /** Milliseconds that are left. */
  left: number;
  /** Milliseconds that there were in all. */
  whole: number;
}

/** A ring that empties, with the seconds in it. */
export function Countdown({ left, whole }: Props) {
  const seconds = Math.ceil(left / 1000);
  const share = Math.min(100, (100 * left) / whole);
  return (
    <RingProgress
      size={34}
      thickness={3}
      roundCaps
      aria-hidden
      sections={[
        {
          value: share,
          color: 'light-dark(var(--mantine-color-blue-8), var(--mantine-color-blue-4))',
        },
      ]}
      label={
        <Text size="xs" ta="center" ff="monospace">
          {seconds}
        </Text>
      }
    />
  );
}
