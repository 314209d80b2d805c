import { Button, Group, VisuallyHidden } from '@mantine/core';

import { useCanChange, useServerClock } from '../../lib/connection';
import { useTimeLeft } from '../../lib/countdown';
import type { Assignment } from '../../lib/people';
import { useUndoing } from '../../lib/undoing';
import { Countdown } from './Countdown';

interface Props {
  assignment: Assignment;
  /** Whose it is, for those who hear the button instead of seeing it. */
  name: string;
}

/** Takes an assignment back; there as long as the server allows it. */
export function UndoButton({ assignment, name }: Props) {
  const clock = useServerClock();
  const left = useTimeLeft(assignment.undo_until, clock);
  const { undo, pending } = useUndoing();
  const canChange = useCanChange();
  if (left === null || assignment.undo_until === null || !canChange) return null;
  const whole = Date.parse(assignment.undo_until) - Date.parse(assignment.assigned_at);
  return (
    <Group gap={4} wrap="nowrap">
      <Countdown left={left} whole={whole} />
      <Button
        size="compact-sm"
        variant="default"
        loading={pending.has(assignment.assignment_id)}
        onClick={() => {
          undo(assignment);
        }}
      >
        Undo <VisuallyHidden>the assignment of {name}</VisuallyHidden>
      </Button>
    </Group>
  );
}
