import { Notification, Text } from '@mantine/core';
import { useEffect } from 'react';

import type { Assignment } from '../../lib/people';
import { ApiProblem } from '../../lib/problem';

export interface OutcomeNews {
  assignment: Assignment;
  /** Why it was not undone; null when it was. */
  error: Error | null;
}

interface Props {
  news: OutcomeNews;
  onClose: () => void;
}

const READ_WITHIN_MS = 6000;

/** How taking back ended: a refusal stays until it is closed. */
export function Outcome({ news: { assignment, error }, onClose }: Props) {
  useEffect(() => {
    if (error) return undefined;
    const timer = setTimeout(onClose, READ_WITHIN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [error, onClose]);
  return (
    <Notification
      role={error ? 'alert' : 'status'}
      withBorder
      color={error ? 'red' : 'green'}
      title={error ? 'It was not undone' : `Undone for ${assignment.user_id}`}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close this message' }}
    >
      {error && (
        <Text size="sm" c="var(--mantine-color-text)">
          {error.message}
        </Text>
      )}
      {error instanceof ApiProblem && error.request_id && (
        <Text size="xs" c="dimmed">
          Request {error.request_id}
        </Text>
      )}
    </Notification>
  );
}
