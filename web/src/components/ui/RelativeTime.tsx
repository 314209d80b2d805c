import { Text, type TextProps } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

import { useServerClock } from '../../lib/connection';
import { exactTime, relativeTime } from '../../lib/format';

/** How long ago something happened; the exact time shows as its title. */
export function RelativeTime({ at, ...text }: { at: string } & TextProps) {
  const clock = useServerClock();
  const [now, setNow] = useState(() => clock.now());
  const tick = () => {
    setNow(clock.now());
  };
  useInterval(tick, 15_000, { autoInvoke: true });
  return (
    <Text component="time" dateTime={at} title={exactTime(at)} inherit={!text.size} {...text}>
      {relativeTime(at, now)}
    </Text>
  );
}
