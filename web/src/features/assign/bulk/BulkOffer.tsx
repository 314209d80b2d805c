import { Loader, Notification, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { UndoBulkButton } from '../../../components/ui/UndoButton';
import { useBulk } from '../../../lib/bulk_query';
import { type Bulk, readWhatBulksChange } from '../../../lib/bulks';
import { useServerClock } from '../../../lib/connection';
import { useTimeLeft } from '../../../lib/countdown';
import { counted } from '../../../lib/format';
import { toldProblem } from '../../../lib/problem';
import { OfferMessage } from '../OfferMessage';
import { Offenders } from './Offenders';

interface Props {
  begun: Bulk;
  title: string;
  isShown: boolean;
  onHide: (bulk: Bulk) => void;
  onOver: (bulk: Bulk) => void;
}

/** Follows a bulk until it is decided, and offers to take it back as long as that can be done. */
export function BulkOffer({ begun, title, isShown, onHide, onOver }: Props) {
  const bulk = useBulk(begun.bulk_id, begun).data ?? begun;
  const { status } = bulk;
  const isOpen = useTimeLeft(bulk.undo_until, useServerClock()) !== null;
  const isOver = ['sealed', 'undone'].includes(status) || (status === 'committed' && !isOpen);
  useEffect(() => {
    if (isOver) onOver(begun);
  }, [isOver, onOver, begun]);
  useReading(status, begun);

  const users = counted(bulk.user_count, 'user');
  if (status === 'aborted') {
    return (
      <Aborted
        bulk={bulk}
        title={title}
        onClose={() => {
          onOver(begun);
        }}
      />
    );
  }
  if (isOver || !isShown) return null;
  const isDecided = status === 'committed';
  return (
    <OfferMessage
      onClose={() => {
        onHide(begun);
      }}
      action={isDecided ? <UndoBulkButton bulk={bulk} /> : <Loader size="sm" aria-hidden />}
    >
      {isDecided ? `${title} is assigned to ${users}` : `${title} is being assigned to ${users}`}
    </OfferMessage>
  );
}

/** What was decided while this page waited has changed what it shows. */
function useReading(status: Bulk['status'], begun: Bulk): void {
  const queries = useQueryClient();
  const isNews = begun.status === 'preparing' && status === 'committed';
  useEffect(() => {
    if (isNews) readWhatBulksChange(queries);
  }, [isNews, queries]);
}

function Aborted({ bulk, title, onClose }: { bulk: Bulk; title: string; onClose: () => void }) {
  const problem = bulk.error && toldProblem(bulk.error);
  return (
    <Notification
      role="alert"
      withBorder
      color="red"
      title={`Nobody got ${title}`}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close this message' }}
    >
      {problem && (
        <>
          <Text size="sm" c="var(--mantine-color-text)" style={{ overflowWrap: 'anywhere' }}>
            {problem.message}
          </Text>
          <Offenders problem={problem.problem} />
          <Text size="xs" c="dimmed">
            Request {problem.request_id}
          </Text>
        </>
      )}
    </Notification>
  );
}
