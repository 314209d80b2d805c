/** Who is to get an asset at once, and what that changes. */
import type { BulkPreview } from '../../../lib/bulks';
import type { Fault } from '../../../lib/problem';

export interface Plan {
  user_ids: string[];
  /** Leave out who holds it already. */
  skip_already_assigned: boolean;
  /** Take the undo from others' bulks. */
  override: boolean;
}

/** Users who hold the same until now. */
export interface Replaced {
  asset_id: string | null;
  user_ids: string[];
}

const HOLDS_IT = 'already_assigned';

/** What is replaced for how many, the most frequent first; last those who lose nothing. */
export function replacedBy({ changes }: BulkPreview): Replaced[] {
  const users = new Map<string | null, string[]>();
  for (const { user_id, previous_asset_id } of changes) {
    const known = users.get(previous_asset_id);
    if (known) known.push(user_id);
    else users.set(previous_asset_id, [user_id]);
  }
  return [...users]
    .map(([asset_id, user_ids]) => ({ asset_id, user_ids }))
    .sort((one, other) => weight(other) - weight(one));
}

function weight({ asset_id, user_ids }: Replaced): number {
  return asset_id === null ? 0 : user_ids.length;
}

/** Without those who can't be given it; who holds it already is left out by the server, all of them. */
export function withoutOffenders(plan: Plan, faults: readonly Fault[]): Plan {
  const left = offenderIds(faults);
  return {
    ...plan,
    user_ids: plan.user_ids.filter((id) => !left.has(id)),
    skip_already_assigned:
      plan.skip_already_assigned || faults.some(({ code }) => code === HOLDS_IT),
  };
}

/** Who is not to be named any more. */
export function offenderIds(faults: readonly Fault[]): ReadonlySet<string> {
  return new Set(faults.flatMap(({ code, user_id }) => (code === HOLDS_IT ? [] : (user_id ?? []))));
}
