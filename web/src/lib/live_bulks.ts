/** What frames say of bulks; one stands for the changes of all its users. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { type Bulk, isBehind, noteBulkOf, readWhatBulksChange } from './bulks';
import { useTopic } from './connection';
import { keys } from './keys';
import type { Frame, Listener } from './live';
import { readAgain } from './reading';

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
  return {
    onFrame: (frame) => {
      if (frame.type.startsWith('bulk.')) applyBulkNews(queries, frame);
    },
    onSubscribed: () => {
      void readAgain(queries, keys.allBulks);
    },
  };
}

function applyBulkNews(queries: QueryClient, frame: Frame): void {
  const news = frame.data as unknown as BulkNews;
  const key = keys.bulk(news.bulk_id);
  const known = queries.getQueryData<Bulk>(key);
  // What this page did itself, it has read already.
  if (isBehind(news, known) || known?.status === news.status) return;
  if (known) queries.setQueryData<Bulk>(key, { ...known, ...news });
  noteBulkOf(queries, news);
  // A frame does not say why a bulk was aborted.
  if (news.status === 'aborted') void readAgain(queries, key);
  readWhatBulksChange(queries);
}
