import { Badge } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useState } from 'react';

import { useLiveState } from '../../lib/connection';
import type { LiveState } from '../../lib/live';

const DOTS = {
  idle: dot('gray'),
  connecting: dot('gray'),
  live: dot('green'),
  reconnecting: dot('orange'),
  stale: dot('red'),
} as const;

// The shade that suits a button vanishes as a dot on a dark page.
function dot(colour: string): string {
  return `light-dark(var(--mantine-color-${colour}-8), var(--mantine-color-${colour}-5))`;
}

/** Whether what is shown changes by itself at the moment. */
export function LiveBadge() {
  const state = useLiveState();
  const now = useNow(state.status === 'stale');
  return (
    <Badge
      role="status"
      variant="dot"
      size="lg"
      tt="none"
      fw={500}
      vars={() => ({ root: { '--badge-dot-color': DOTS[state.status] } })}
      data-status={state.status}
    >
      {words(state, now)}
    </Badge>
  );
}

function words({ status, aliveAt }: LiveState, now: number): string {
  if (status === 'live') return 'Live';
  if (status === 'reconnecting') return 'Reconnecting';
  if (status !== 'stale') return 'Connecting';
  if (aliveAt === null) return 'Not live';
  const minutes = Math.floor((now - aliveAt) / 60_000);
  return minutes < 1 ? 'Not live for under a minute' : `Not live for ${minutes} min`;
}

function useNow(isCounting: boolean): number {
  const [now, setNow] = useState(Date.now);
  const { start, stop } = useInterval(() => {
    setNow(Date.now());
  }, 10_000);
  useEffect(() => {
    if (!isCounting) return undefined;
    start();
    return stop;
  }, [isCounting, start, stop]);
  return now;
}
