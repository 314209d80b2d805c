import { useHotkeys } from '@mantine/hooks';
import { type ReactNode, useCallback, useMemo, useState } from 'react';

import { useLiveBulks } from '../../lib/live_bulks';
import { isBulk, type Undoing as Offered, undoableId, UndoingContext } from '../../lib/undoing';
import { BulkOffer } from './bulk/BulkOffer';
import type { Offer } from './offers';
import { Outcome, type OutcomeNews } from './Outcome';
import { Toasts } from './Toasts';
import { UndoOffer } from './UndoOffer';
import { type Offers, useOffers } from './use_offers';
import { useUndos } from './use_undos';

/** Stands above all pages: what was assigned can be taken back from any of them, and by Ctrl+Z. */
export function Undoing({ children }: { children: ReactNode }) {
  const { offers, offer, hide, withdraw } = useOffers();
  const [outcome, setOutcome] = useState<OutcomeNews | null>(null);
  const close = useCallback(() => {
    setOutcome(null);
  }, []);
  const { undo, pending } = useUndos(withdraw, setOutcome);
  // A bulk changes what every page shows.
  useLiveBulks();
  const offered = useMemo(() => offers.map(({ made }) => made), [offers]);
  const latest = offered.at(-1);
  useHotkeys([
    [
      'mod+Z',
      () => {
        if (latest && !pending.has(undoableId(latest))) undo(latest);
      },
    ],
  ]);
  const undoing = useMemo<Offered>(
    () => ({ offer, withdraw, offered, undo, pending }),
    [offer, withdraw, offered, undo, pending],
  );
  return (
    <UndoingContext value={undoing}>
      {children}
      <Toasts>
        {outcome && (
          <Outcome
            key={undoableId(outcome.made)}
            news={outcome}
            onClose={close}
            onOverride={(made) => {
              undo(made, true);
            }}
          />
        )}
        {offers.map((each) => (
          <Offering key={undoableId(each.made)} offer={each} hide={hide} withdraw={withdraw} />
        ))}
      </Toasts>
    </UndoingContext>
  );
}

type Closing = Pick<Offers, 'hide' | 'withdraw'>;

function Offering({ offer, hide, withdraw }: Closing & { offer: Offer }) {
  const { made, words, isShown } = offer;
  const shared = { isShown, onHide: hide, onOver: withdraw };
  if (isBulk(made)) return <BulkOffer begun={made} title={words} {...shared} />;
  return <UndoOffer assignment={made} words={words} {...shared} />;
}
