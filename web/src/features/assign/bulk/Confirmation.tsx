import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';

import { NoteField } from '../../../components/ui/NoteField';
import type { Asset } from '../../../lib/assets';
import type { Bulk, BulkPreview } from '../../../lib/bulks';
import { counted } from '../../../lib/format';
import { useLatch } from '../../../lib/latch';
import { type Fault, toldProblem } from '../../../lib/problem';
import { useUndoing } from '../../../lib/undoing';
import { BulkRefusal } from './BulkRefusal';
import type { Plan } from './plan';
import { Preview } from './Preview';
import { useBulkAssign } from './use_bulk_assign';
import { WaitingForBulk } from './WaitingForBulk';

interface Props {
  asset: Asset;
  plan: Plan;
  preview: BulkPreview;
  note: string;
  onNote: (note: string) => void;
  onBack: () => void;
  onCheck: (plan: Plan) => void;
  onLeaveOut: (plan: Plan, faults: Fault[]) => void;
  onDone: () => void;
  onLeave: () => void;
}

/** What was found out is shown once more, and then done, or refused for what has changed since. */
export function Confirmation({
  asset,
  plan,
  preview,
  note,
  onNote,
  onBack,
  onCheck,
  onLeaveOut,
  onDone,
  onLeave,
}: Props) {
  const [begun, setBegun] = useState<Bulk | null>(null);
  const [aborted, setAborted] = useState<Error | null>(null);
  const { withdraw } = useUndoing();
  const { mutate, isPending, error } = useBulkAssign(asset);
  const latch = useLatch();
  const refusal = aborted ?? error;
  const assign = () => {
    if (!latch.close()) return;
    setAborted(null);
    mutate(
      { plan, note },
      {
        onSuccess: (bulk) => {
          if (bulk.status === 'preparing') setBegun(bulk);
          else onDone();
        },
        onError: latch.open,
      },
    );
  };
  const decided = (bulk: Bulk) => {
    if (bulk.status !== 'aborted' || !bulk.error) {
      onDone();
      return;
    }
    // Said here, where something can be done about it.
    withdraw(bulk);
    setAborted(toldProblem(bulk.error));
    setBegun(null);
    latch.open();
  };

  if (begun) return <WaitingForBulk begun={begun} onDecided={decided} onLeave={onLeave} />;
  return (
    <Stack
      component="form"
      onSubmit={(event: React.SyntheticEvent) => {
        event.preventDefault();
        assign();
      }}
    >
      <Preview asset={asset} plan={plan} preview={preview} />
      <NoteField note={note} onNote={onNote} />
      {refusal && (
        <BulkRefusal
          error={refusal}
          onLeaveOut={(faults) => {
            onLeaveOut(plan, faults);
          }}
          onOverride={() => {
            onCheck({ ...plan, override: true });
          }}
          onRetry={assign}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button
          type="submit"
          disabled={preview.user_count === 0 || refusal !== null}
          loading={isPending}
        >
          Assign to {counted(preview.user_count, 'user')}
        </Button>
      </Group>
    </Stack>
  );
}
