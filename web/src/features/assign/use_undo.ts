import { useMutation, useQueryClient } from '@tanstack/react-query';

import { type Api, answer } from '../../lib/api';
import { type Bulk, noteBulk, readWhatBulksChange } from '../../lib/bulks';
import { useApi } from '../../lib/connection';
import { keys } from '../../lib/keys';
import { type Assignment, applyAssignment } from '../../lib/people';
import { readAgain } from '../../lib/reading';
import { isBulk, type Undoable } from '../../lib/undoing';

export interface Wanted {
  made: Undoable;
  override: boolean;
}

/** Takes back an assignment or a bulk; the answer is what holds instead. */
export function useUndo() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Wanted) => takeBack(api, wanted),
    onSuccess: (restored) => {
      if (isBulk(restored)) {
        noteBulk(queries, restored);
        readWhatBulksChange(queries);
      } else applyAssignment(queries, restored);
    },
    onError: (_error, { made }) => {
      void readAgain(queries, isBulk(made) ? keys.bulk(made.bulk_id) : keys.user(made.user_id));
    },
  });
}

function takeBack(api: Api, { made, override }: Wanted): Promise<Assignment | Bulk> {
  // Where a revert gave nothing, the address names what was there before.
  const asset_id = made.asset_id ?? (isBulk(made) ? null : made.previous_asset_id) ?? '';
  const what = isBulk(made) ? { bulk_id: made.bulk_id } : { assignment_id: made.assignment_id };
  const params = { path: { asset_id } };
  const body = { ...what, override };
  return answer(api.POST('/api/admin/assets/{asset_id}/undo-assign', { params, body }));
}
