import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { type Api, answer } from '../../../lib/api';
import type { Asset } from '../../../lib/assets';
import { type Bulk, noteBulk, readWhatBulksChange } from '../../../lib/bulks';
import { useApi } from '../../../lib/connection';
import { ApiProblem } from '../../../lib/problem';
import { useUndoing } from '../../../lib/undoing';
import type { Plan } from './plan';

interface Wanted {
  plan: Plan;
  note: string;
}

const PASSING = new Set([401, 429]);

/** Gives an asset to many users; what comes of it is told wherever the person goes. */
export function useBulkAssign(asset: Asset) {
  const api = useApi();
  const queries = useQueryClient();
  const { offer } = useUndoing();
  const attempt = useRef<{ text: string; key: string } | null>(null);
  return useMutation({
    mutationFn: (wanted: Wanted) => {
      const body = bodyOf(asset, wanted);
      const text = JSON.stringify(body);
      // The same wish again, whose answer was lost, is the same attempt.
      if (attempt.current?.text !== text) attempt.current = { text, key: crypto.randomUUID() };
      return assign(api, body, attempt.current.key);
    },
    onSuccess: (bulk) => {
      attempt.current = null;
      noteBulk(queries, bulk);
      readWhatBulksChange(queries);
      offer(bulk, asset.title);
    },
    onError: (error) => {
      if (isRefusal(error)) attempt.current = null;
    },
  });
}

function bodyOf({ asset_id }: Asset, { plan, note }: Wanted) {
  return { ...plan, asset_id, dry_run: false, ...(note.trim() && { note }) };
}

async function assign(api: Api, body: ReturnType<typeof bodyOf>, key: string): Promise<Bulk> {
  const params = { header: { 'Idempotency-Key': key } };
  return (await answer(api.POST('/api/admin/assets/bulk-assign', { params, body }))) as Bulk;
}

/** Whether it is known that nothing came of it: asking again is a new attempt. */
function isRefusal(error: Error): boolean {
  return error instanceof ApiProblem && error.status < 500 && !PASSING.has(error.status);
}
