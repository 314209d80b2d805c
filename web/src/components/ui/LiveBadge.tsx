import { Badge, Box } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useState } from 'react';

import { useLiveState } from '../../lib/connection';
import type { LiveState } from '../../lib/live';

const DOTS = {
  idle: dot('gray'),
  connecting: dot('gray'),
  live: dot('green'),
  polling: dot('blue'),
  reconnecting: dot('orange'),
  stale: dot('red'),
} as const;

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

// The shade that suits a button vanishes as a dot on a dark page.
function dot(colour: string): string {
  return `light-dark(var(--mantine-color-${colour}-8), var(--mantine-color-${colour}-5))`;
}

/** Whether what is shown changes by itself at the moment. */
export function LiveBadge() {
  const state = useLiveState();
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
      {words(state)}
      {state.status === 'stale' && state.aliveAt !== null && <Since at={state.aliveAt} />}
    </Badge>
  );
}

function words({ status, aliveAt }: LiveState): string {
  if (status === 'live') return 'Live';
  if (status === 'polling') return 'Live, by polling';
  if (status === 'reconnecting') return 'Reconnecting';
  if (status !== 'stale') return 'Connecting';
  return aliveAt === null ? 'Not live' : 'Out of date';
}

/** A phone has no room for it. */
function Since({ at }: { at: number }) {
  const minutes = Math.floor((useNow() - at) / 60_000);
  return (
    <Box component="span" visibleFrom="sm">
      {` since ${TIME.format(at)}`}
      {/* For the eye alone: a status that changes by itself would be read out each minute. */}
      {minutes > 0 && <span aria-hidden="true"> ({minutes} min)</span>}
    </Box>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  const { start, stop } = useInterval(() => {
    setNow(Date.now());
  }, 10_000);
  useEffect(() => {
    start();
    return stop;
  }, [start, stop]);
  return now;
}
