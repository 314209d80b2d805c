import { useEffect, useMemo } from 'react';

import { UndoButton } from '../../components/ui/UndoButton';
import { useServerClock, useTopic } from '../../lib/connection';
import { useTimeLeft } from '../../lib/countdown';
import type { Frame } from '../../lib/frames';
import { heldSince } from '../../lib/live_users';
import type { Assignment } from '../../lib/people';
import { OfferMessage } from './OfferMessage';

interface Props {
  assignment: Assignment;
  words: string;
  isShown: boolean;
  onHide: (assignment: Assignment) => void;
  onOver: (assignment: Assignment) => void;
}

/** Says what was done, with a way back as long as there is one. */
export function UndoOffer({ assignment, words, isShown, onHide, onOver }: Props) {
  const isOver = useTimeLeft(assignment.undo_until, useServerClock()) === null;
  useEffect(() => {
    if (isOver) onOver(assignment);
  }, [isOver, onOver, assignment]);
  useTopic(`user:${assignment.user_id}`, useSuperseded(assignment, onOver));
  return (
    isShown && (
      <OfferMessage
        onClose={() => {
          onHide(assignment);
        }}
        action={<UndoButton assignment={assignment} name={assignment.user_id} />}
      >
        {words}
      </OfferMessage>
    )
  );
}

/** What somebody changed since, here or elsewhere, can't be taken back any more. */
function useSuperseded(assignment: Assignment, onOver: (assignment: Assignment) => void) {
  return useMemo(
    () => ({
      onFrame: (frame: Frame) => {
        const held = heldSince(frame);
        if (held && held.sequence > assignment.sequence) onOver(assignment);
      },
    }),
    [assignment, onOver],
  );
}
