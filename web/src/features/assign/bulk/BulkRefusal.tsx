import { Alert, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import { InlineFailure } from '../../../components/ui/InlineFailure';
import { WindowOpen } from '../../../components/ui/WindowOpen';
import { useServerClock } from '../../../lib/connection';
import { useTimeLeft } from '../../../lib/countdown';
import { counted } from '../../../lib/format';
import { ApiProblem, type Fault, isWindowOpen } from '../../../lib/problem';
import { Offenders } from './Offenders';

interface Props {
  error: Error;
  onLeaveOut: (faults: Fault[]) => void;
  onOverride: () => void;
  onRetry: () => void;
}

/** Why nobody gets it, and what can be done about that. */
export function BulkRefusal({ error, onLeaveOut, onOverride, onRetry }: Props) {
  if (isWindowOpen(error)) {
    return <WindowOpen error={error} words="Take that undo away" onOverride={onOverride} />;
  }
  if (error instanceof ApiProblem && error.code === 'bulk_refused') {
    return <Refused error={error} onLeaveOut={onLeaveOut} />;
  }
  if (error instanceof ApiProblem && error.status === 429 && error.retry_after_s !== null) {
    return <TooOften error={error} seconds={error.retry_after_s} onRetry={onRetry} />;
  }
  return <InlineFailure title="Nobody got it" error={error} onRetry={onRetry} />;
}

function Refused({ error, onLeaveOut }: Pick<Props, 'onLeaveOut'> & { error: ApiProblem }) {
  return (
    <Alert color="red" variant="outline" title="Not all of them can get it" role="alert">
      <Stack gap="xs">
        <Text size="sm">{error.message}</Text>
        <Offenders problem={error.problem} />
        <RequestId error={error} />
        <div>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onLeaveOut(error.problem.errors);
            }}
          >
            Leave these out
          </Button>
        </div>
      </Stack>
    </Alert>
  );
}

interface TooOftenProps {
  error: ApiProblem;
  seconds: number;
  onRetry: () => void;
}

/** There is a limit for each admin: says how long to wait. */
function TooOften({ error, seconds, onRetry }: TooOftenProps) {
  const clock = useServerClock();
  const [until] = useState(() => new Date(clock.now() + seconds * 1000).toISOString());
  const left = useTimeLeft(until, clock);
  const isWaiting = left !== null && left > 0;
  return (
    <Alert color="orange" variant="outline" title="Too many at once" role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        <RequestId error={error} />
        <Button size="xs" variant="default" disabled={isWaiting} onClick={onRetry}>
          {isWaiting ? `Try again in ${counted(Math.ceil(left / 1000), 'second')}` : 'Try again'}
        </Button>
      </Stack>
    </Alert>
  );
}

function RequestId({ error: { request_id } }: { error: ApiProblem }) {
  if (request_id === null) return null;
  return (
    <Text size="xs" c="dimmed">
      Request {request_id}
    </Text>
  );
}
