/** The kinds of entries in words. */
import type { HistoryAction } from '../../lib/people';

const LABELS: Record<HistoryAction, string> = {
  assign: 'Assigned',
  undo: 'Undone',
  revert: 'Reverted',
  unassign: 'Unassigned',
  user_removed: 'Deactivated',
};

export const ACTIONS = Object.keys(LABELS) as HistoryAction[];

export function actionLabel(action: HistoryAction): string {
  return LABELS[action];
}
