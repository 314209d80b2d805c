import { Group, Notification, Text } from '@mantine/core';
import { useEffect, useMemo } from 'react';

import { UndoButton } from '../../components/ui/UndoButton';
import { useServerClock, useTopic } from '../../lib/connection';
import { useTimeLeft } from '../../lib/countdown';
import type { Frame } from '../../lib/live';
import type { Assignment } from '../../lib/people';
import type { Offer } from './offers';

interface Props {
  offer: Offer;
  onHide: (assignment: Assignment) => void;
  onOver: (assignment: Assignment) => void;
}

/** Says what was done, with a way back as long as there is one. */
export function UndoOffer({ offer: { assignment, words, isShown }, onHide, onOver }: Props) {
  const isOver = useTimeLeft(assignment.undo_until, useServerClock()) === null;
  useEffect(() => {
    if (isOver) onOver(assignment);
  }, [isOver, onOver, assignment]);
  useTopic(`user:${assignment.user_id}`, useSuperseded(assignment, onOver));
  return (
    isShown && (
      <Notification
        role="status"
        withBorder
        onClose={() => {
          onHide(assignment);
        }}
        closeButtonProps={{ 'aria-label': 'Close this message' }}
      >
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {words}
          </Text>
          <UndoButton assignment={assignment} name={assignment.user_id} />
        </Group>
      </Notification>
    )
  );
}

/** What somebody changed since, here or elsewhere, can't be taken back any more. */
function useSuperseded(assignment: Assignment, onOver: (assignment: Assignment) => void) {
  return useMemo(
    () => ({
      onFrame: ({ type, data }: Frame) => {
        if (type !== 'assignment.changed') return;
        if ((data as unknown as Assignment).sequence > assignment.sequence) onOver(assignment);
      },
    }),
    [assignment, onOver],
  );
}
