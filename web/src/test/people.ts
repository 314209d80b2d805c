/** Users, what they hold and their histories as the API gives them, for tests. */
import { http, HttpResponse } from 'msw';

import type { Frame } from '../lib/frames';
import type { Assignment, HistoryEntry, User } from '../lib/people';
import { completed } from './assets';
import { API_URL } from './connected';
import { network } from './network';

const WINDOW_MS = 30_000;

export function userOf(fields: Partial<User> = {}): User {
  const user_id = fields.user_id ?? 'anna';
  return {
    user_id,
    display_name: 'Anna Kowalska',
    email: `${user_id}@example.org`,
    current: null,
    deactivated_at: null,
    version: 1,
    ...fields,
  };
}

/** One that was made just now, so that it can be undone. */
export function assignmentOf(fields: Partial<Assignment> = {}): Assignment {
  const { user_id = 'anna', sequence = 1 } = fields;
  return {
    assignment_id: `asg_${user_id}_${sequence}`,
    user_id,
    asset_id: 'ast_1',
    previous_asset_id: null,
    assigned_by: 'ada',
    assigned_at: new Date().toISOString(),
    undo_until: new Date(Date.now() + WINDOW_MS).toISOString(),
    bulk_id: null,
    sequence,
    ...fields,
  };
}

export function entryOf(fields: Partial<HistoryEntry> = {}): HistoryEntry {
  const { user_id = 'anna', sequence = 1 } = fields;
  return {
    entry_id: `ent_${user_id}_${sequence}`,
    user_id,
    sequence,
    action: 'assign',
    asset_id: 'ast_1',
    previous_asset_id: null,
    performed_by: 'ada',
    performed_at: '2026-11-22T10:00:00.000Z',
    bulk_id: null,
    refers_to: null,
    note: null,
    request_id: 'req-0',
    hash: 'h',
    previous_hash: 'p',
    ...fields,
  };
}

/** What a user's topic tells of a change. */
export function changeOf(assignment: Assignment): Frame {
  return {
    type: 'assignment.changed',
    event_id: `${assignment.user_id}:${assignment.sequence}`,
    topic: `user:${assignment.user_id}`,
    cursor: `${assignment.sequence}`,
    version: assignment.sequence,
    occurred_at: assignment.assigned_at,
    data: { ...assignment },
  };
}

/** The directory has these people; `asked` hears of each search. */
export function directoryHas(
  users: User[],
  asked: (words: string | null) => void = () => undefined,
) {
  network.use(
    http.get(`${API_URL}/api/admin/users`, ({ request }) => {
      const words = new URL(request.url).searchParams.get('query');
      asked(words);
      const items = users.filter(({ display_name }) => isFound(display_name, words ?? ''));
      return HttpResponse.json({ items, next_cursor: null });
    }),
    ...users.map((user) =>
      http.get(`${API_URL}/api/admin/users/${user.user_id}`, () => HttpResponse.json(user)),
    ),
  );
}

export function historyIs(userId: string, items: HistoryEntry[]): void {
  const address = `${API_URL}/api/admin/users/${userId}/assignment-history`;
  network.use(http.get(address, () => HttpResponse.json({ items, next_cursor: null })));
}

/** Every asset is a converted one; these have titles of their own. */
export function titlesAre(titles: Record<string, string>): void {
  network.use(
    http.get(`${API_URL}/api/admin/assets/:id`, ({ params }) => {
      const asset_id = String(params['id']);
      return HttpResponse.json(completed({ asset_id, title: titles[asset_id] ?? asset_id }));
    }),
  );
}

function isFound(name: string, words: string): boolean {
  return name
    .toLowerCase()
    .split(' ')
    .some((word) => word.startsWith(words.toLowerCase()));
}
