import { Alert, Button, Stack, Text } from '@mantine/core';

import { useServerClock } from '../../lib/connection';
import { useTimeLeft } from '../../lib/countdown';
import { exactTime } from '../../lib/format';
import type { ApiProblem } from '../../lib/problem';

interface Props {
  error: ApiProblem;
  /** What doing it all the same is called. */
  words: string;
  isPending?: boolean;
  onOverride: () => void;
}

/** Another admin may still undo: who, until when, and a way not to wait for that. */
export function WindowOpen(props: Props) {
  return (
    <Alert color="orange" variant="outline" role="alert" title="Somebody may still undo a bulk">
      <WindowOpenWords {...props} />
    </Alert>
  );
}

/** As `WindowOpen`, within a message that is one already. */
export function WindowOpenWords({ error, words, isPending = false, onOverride }: Props) {
  const told = error.problem.more['undo_until'];
  const until = typeof told === 'string' ? told : null;
  const isOver = useTimeLeft(until, useServerClock()) === null && until !== null;
  return (
    <Stack gap="xs" align="flex-start" c="var(--mantine-color-text)">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {error.message}
      </Text>
      {until !== null && (
        <Text size="sm">
          {isOver ? 'That time is over: try again.' : `They may until ${exactTime(until)}.`}
        </Text>
      )}
      {error.request_id && (
        <Text size="xs" c="dimmed">
          Request {error.request_id}
        </Text>
      )}
      {!isOver && (
        <>
          <Text size="sm">Wait until then, or go on: then that bulk can not be undone.</Text>
          <Button size="xs" color="red" loading={isPending} onClick={onOverride}>
            {words}
          </Button>
        </>
      )}
    </Stack>
  );
}
