/** Bulk operations as the API gives them, for tests. */
import { http, HttpResponse } from 'msw';

import type { Bulk, BulkPreview } from '../lib/bulks';
import type { Frame } from '../lib/frames';
import { API_URL } from './connected';
import { network } from './network';

const WINDOW_MS = 30_000;

/** One that was decided just now. */
export function bulkOf(fields: Partial<Bulk> = {}): Bulk {
  const isDecided = fields.status !== 'preparing' && fields.status !== 'aborted';
  const at = new Date();
  return {
    bulk_id: 'blk_1',
    asset_id: 'ast_1',
    status: 'committed',
    user_count: 1000,
    skipped_count: 0,
    note: null,
    assigned_by: 'ada',
    created_at: at.toISOString(),
    assigned_at: isDecided ? at.toISOString() : null,
    undo_until: isDecided ? new Date(at.getTime() + WINDOW_MS).toISOString() : null,
    undone_at: null,
    undone_by: null,
    sealed_by: null,
    sealed_bulk_ids: [],
    error: null,
    ...fields,
  };
}

export function previewOf(...changes: [string, string | null][]): BulkPreview {
  return {
    asset_id: 'ast_1',
    user_count: changes.length,
    skipped_count: 0,
    changes: changes.map(([user_id, previous_asset_id]) => ({ user_id, previous_asset_id })),
  };
}

/** The problem of a bulk that some users can't be part of. */
export function refusalOf(offenders: [string, string, string][], error_count = offenders.length) {
  return {
    type: 'urn:mediadesk:problem:bulk_refused',
    title: 'Some of the users can’t be given the asset',
    status: 409,
    code: 'bulk_refused',
    detail: `${error_count} of the users can’t be given this asset; nobody got it.`,
    instance: '/api/admin/assets/bulk-assign',
    request_id: 'req-7',
    error_count,
    errors: offenders.map(([user_id, code, message]) => {
      return { loc: 'body.user_ids', code, message, user_id };
    }),
  };
}

/** What those who follow all assets are told of a bulk. */
export function newsOf(bulk: Bulk): Frame {
  const { bulk_id, asset_id, status, user_count, assigned_by, assigned_at, undo_until } = bulk;
  const { undone_at, undone_by, sealed_by } = bulk;
  const given = { bulk_id, asset_id, status, user_count, assigned_by, assigned_at, undo_until };
  return {
    type: `bulk.${bulk.status}`,
    event_id: `${bulk.bulk_id}:${bulk.status}`,
    topic: 'assets',
    cursor: null,
    version: 2,
    occurred_at: bulk.created_at,
    data: { ...given, undone_at, undone_by, sealed_by },
  };
}

/** From now on the bulk stands like this. */
export function bulkStands(bulk: Bulk): void {
  const address = `${API_URL}/api/admin/bulk-operations/${bulk.bulk_id}`;
  network.use(http.get(address, () => HttpResponse.json(bulk)));
}
