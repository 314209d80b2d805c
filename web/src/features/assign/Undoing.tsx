import { useHotkeys } from '@mantine/hooks';
import { type ReactNode, useCallback, useMemo, useState } from 'react';

import { type Undoing as Offered, UndoingContext } from '../../lib/undoing';
import { Outcome, type OutcomeNews } from './Outcome';
import { Toasts } from './Toasts';
import { UndoOffer } from './UndoOffer';
import { useOffers } from './use_offers';
import { useUndos } from './use_undos';

/** Stands above all pages: what was assigned can be taken back from any of them, and by Ctrl+Z. */
export function Undoing({ children }: { children: ReactNode }) {
  const { offers, offer, hide, withdraw } = useOffers();
  const [outcome, setOutcome] = useState<OutcomeNews | null>(null);
  const close = useCallback(() => {
    setOutcome(null);
  }, []);
  const { undo, pending } = useUndos(withdraw, setOutcome);
  const offered = useMemo(() => offers.map(({ assignment }) => assignment), [offers]);
  const latest = offered.at(-1);
  useHotkeys([
    [
      'mod+Z',
      () => {
        if (latest && !pending.has(latest.assignment_id)) undo(latest);
      },
    ],
  ]);
  const undoing = useMemo<Offered>(
    () => ({ offer, offered, undo, pending }),
    [offer, offered, undo, pending],
  );
  return (
    <UndoingContext value={undoing}>
      {children}
      <Toasts>
        {outcome && (
          <Outcome key={outcome.assignment.assignment_id} news={outcome} onClose={close} />
        )}
        {offers.map((each) => (
          <UndoOffer
            key={each.assignment.assignment_id}
            offer={each}
            onHide={hide}
            onOver={withdraw}
          />
        ))}
      </Toasts>
    </UndoingContext>
  );
}
