import { Notification, Text } from '@mantine/core';
import { useEffect } from 'react';

import { WindowOpenWords } from '../../components/ui/WindowOpen';
import { counted } from '../../lib/format';
import { ApiProblem, isWindowOpen } from '../../lib/problem';
import { isBulk, type Undoable } from '../../lib/undoing';

export interface OutcomeNews {
  made: Undoable;
  /** Why it was not undone; null when it was. */
  error: Error | null;
}

interface Props {
  news: OutcomeNews;
  onClose: () => void;
  onOverride: (made: Undoable) => void;
}

const READ_WITHIN_MS = 6000;

/** How taking back ended: a refusal stays until it is closed. */
export function Outcome({ news: { made, error }, onClose, onOverride }: Props) {
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
      title={error ? 'It was not undone' : `Undone for ${whose(made)}`}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close this message' }}
    >
      {error && (
        <Refusal
          error={error}
          onOverride={() => {
            onOverride(made);
          }}
        />
      )}
    </Notification>
  );
}

function whose(made: Undoable): string {
  return isBulk(made) ? counted(made.user_count, 'user') : made.user_id;
}

function Refusal({ error, onOverride }: { error: Error; onOverride: () => void }) {
  if (isWindowOpen(error)) {
    return <WindowOpenWords error={error} words="Do it anyway" onOverride={onOverride} />;
  }
  return (
    <>
      <Text size="sm" c="var(--mantine-color-text)">
        {error.message}
      </Text>
      {error instanceof ApiProblem && error.request_id && (
        <Text size="xs" c="dimmed">
          Request {error.request_id}
        </Text>
      )}
    </>
  );
}
