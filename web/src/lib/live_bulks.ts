/** What frames say of bulks; one stands for the changes of all its users. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { type Bulk, isBehind, noteBulkOf, readWhatBulksChange } from './bulks';
import { useTopic } from './connection';
import type { Frame, Listener } from './frames';
import { gathered } from './gathered';
import { keys } from './keys';
import { readAgain } from './reading';

const ALL_AT_MOST_EVERY_MS = 1000;

type BulkNews = Pick<
  Bulk,
  | 'bulk_id'
  | 'asset_id'
  | 'status'
  | 'user_count'
  | 'assigned_by'
  | 'assigned_at'
  | 'undo_until'
  | 'undone_at'
  | 'undone_by'
  | 'sealed_by'
>;

/** Keep everything that bulks change as new as the frames are, while the component is there. */
export function useLiveBulks(): void {
  const queries = useQueryClient();
  const listener = useMemo(() => bulkListener(queries), [queries]);
  useTopic('assets', listener);
}

export function bulkListener(queries: QueryClient): Listener {
  const read = gathered<'all'>(ALL_AT_MOST_EVERY_MS, () => {
    readWhatBulksChange(queries);
  });
  return {
    onFrame: (frame) => {
      if (frame.type.startsWith('bulk.') && applyBulkNews(queries, frame)) read('all');
    },
    onGap: () => {
      void readAgain(queries, keys.allBulks);
    },
  };
}

/** Whether it is news of what users hold. */
function applyBulkNews(queries: QueryClient, frame: Frame): boolean {
  const news = frame.data as unknown as BulkNews;
  const key = keys.bulk(news.bulk_id);
  const known = queries.getQueryData<Bulk>(key);
  // What this page did itself, it has read already.
  if (isBehind(news, known) || known?.status === news.status) return false;
  if (known) queries.setQueryData<Bulk>(key, { ...known, ...news });
  noteBulkOf(queries, news);
  // A frame does not say why a bulk was aborted.
  if (news.status === 'aborted') void readAgain(queries, key);
  return true;
}
