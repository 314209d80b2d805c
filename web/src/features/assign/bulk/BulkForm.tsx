import { Button, Group, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';

import type { Asset } from '../../../lib/assets';
import { MOST_USERS } from '../../../lib/bulks';
import type { User } from '../../../lib/people';
import type { Fault } from '../../../lib/problem';
import { BulkRefusal } from './BulkRefusal';
import { Choice, type Chosen } from './Choice';
import { Confirmation } from './Confirmation';
import { namedIn, withoutWords } from './pasted';
import { offenderIds, type Plan, withoutOffenders } from './plan';
import { useBulkCheck } from './use_bulk_check';

interface Props {
  asset: Asset;
  users?: User[];
  onLeave: () => void;
  /** Told when they got it. */
  onAssigned?: () => void;
}

/** Gives an asset to many users: who they are, then what that changes, then doing it. */
export function BulkForm({ asset, users = [], onLeave, onAssigned }: Props) {
  const [chosen, setChosen] = useState<Chosen>({ picked: users, text: '', skips: false });
  const [note, setNote] = useState('');
  const ids = chosen.picked.map(({ user_id }) => user_id).join(' ');
  const named = useMemo(() => namedIn(`${ids} ${chosen.text}`), [ids, chosen.text]);
  const {
    mutate: check,
    data: preview,
    variables: plan,
    isPending,
    error,
    reset,
  } = useBulkCheck(asset.asset_id);
  const leaveOut = (refused: Plan, faults: Fault[]) => {
    const left = offenderIds(faults);
    const next = withoutOffenders(refused, faults);
    setChosen({
      picked: chosen.picked.filter(({ user_id }) => !left.has(user_id)),
      text: withoutWords(chosen.text, left),
      skips: next.skip_already_assigned,
    });
    if (next.user_ids.length > 0) check(next);
    else reset();
  };
  const start = () => {
    check({ user_ids: named.ids, skip_already_assigned: chosen.skips, override: false });
  };

  if (preview) {
    return (
      <Confirmation
        asset={asset}
        plan={plan}
        preview={preview}
        note={note}
        onNote={setNote}
        onBack={reset}
        onCheck={check}
        onLeaveOut={leaveOut}
        onDone={() => {
          onLeave();
          onAssigned?.();
        }}
        onLeave={onLeave}
      />
    );
  }
  const isReady = named.malformed.length === 0 && named.ids.length <= MOST_USERS;
  return (
    <Stack
      component="form"
      onSubmit={(event: React.SyntheticEvent) => {
        event.preventDefault();
        start();
      }}
    >
      <Choice
        chosen={chosen}
        named={named}
        onChange={(next) => {
          setChosen(next);
          reset();
        }}
      />
      {error && (
        <BulkRefusal
          error={error}
          onLeaveOut={(faults) => {
            leaveOut(plan, faults);
          }}
          onOverride={() => {
            check({ ...plan, override: true });
          }}
          onRetry={() => {
            check(plan);
          }}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onLeave}>
          Cancel
        </Button>
        <Button
          type="submit"
          disabled={!isReady || named.ids.length === 0 || error !== null}
          loading={isPending}
        >
          Check
        </Button>
      </Group>
    </Stack>
  );
}
