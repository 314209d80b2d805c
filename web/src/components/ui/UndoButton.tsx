import { Button, Group, VisuallyHidden } from '@mantine/core';

import type { Bulk } from '../../lib/bulks';
import { useCanChange, useServerClock } from '../../lib/connection';
import { useTimeLeft } from '../../lib/countdown';
import { counted } from '../../lib/format';
import type { Assignment } from '../../lib/people';
import { type Undoable, undoableId, useUndoing } from '../../lib/undoing';
import { Countdown } from './Countdown';

interface Props {
  assignment: Assignment;
  /** Whose it is, for those who hear the button instead of seeing it. */
  name: string;
}

/** Takes an assignment back; there as long as the server allows it. */
export function UndoButton({ assignment, name }: Props) {
  const isOneOfMany = assignment.bulk_id !== null;
  return (
    <TakeBack
      made={assignment}
      words={isOneOfMany ? 'Undo for this user' : 'Undo'}
      more={`the assignment of ${name}`}
      {...(isOneOfMany && { title: 'The bulk that it came with can not be undone after that' })}
    />
  );
}

/** Takes a whole bulk back. */
export function UndoBulkButton({ bulk }: { bulk: Bulk }) {
  return <TakeBack made={bulk} words="Undo" more={`for all ${counted(bulk.user_count, 'user')}`} />;
}

interface TakeBackProps {
  made: Undoable;
  words: string;
  more: string;
  title?: string;
}

function TakeBack({ made, words, more, title }: TakeBackProps) {
  const clock = useServerClock();
  const left = useTimeLeft(made.undo_until, clock);
  const { undo, pending } = useUndoing();
  const canChange = useCanChange();
  const { assigned_at, undo_until } = made;
  if (left === null || undo_until === null || assigned_at === null || !canChange) return null;
  return (
    <Group gap={4} wrap="nowrap">
      <Countdown left={left} whole={Date.parse(undo_until) - Date.parse(assigned_at)} />
      <Button
        size="compact-sm"
        variant="default"
        title={title}
        loading={pending.has(undoableId(made))}
        onClick={() => {
          undo(made);
        }}
      >
        {words} <VisuallyHidden>{more}</VisuallyHidden>
      </Button>
    </Group>
  );
}
