/** How long something is still possible, by the server's clock. */
import { useEffect, useState } from 'react';

import type { ServerClock } from './clock';

const TICK_MS = 250;

/** Milliseconds until that moment, the moment included; null when it is over or was never. */
export function useTimeLeft(until: string | null, clock: ServerClock): number | null {
  const [now, setNow] = useState(() => clock.now());
  const end = until === null ? -Infinity : Date.parse(until);
  const isOver = now > end;
  useEffect(() => {
    if (isOver) return undefined;
    const timer = setInterval(() => {
      setNow(clock.now());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isOver, clock]);
  return isOver ? null : end - now;
}
