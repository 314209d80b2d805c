/** What the API is told of files that come, and of those that do not come after all. */
import type { QueryClient } from '@tanstack/react-query';

import { type Api, answer } from '../../../lib/api';
import { mergeAsset } from '../../../lib/assets';
import type { ServerClock } from '../../../lib/clock';
import type { components } from '../../../lib/contracts';

export interface Announced {
  assetId: string;
  form: { url: string; fields: Record<string, string> };
  /** In milliseconds of the server's clock. */
  validUntil: number;
}

export interface Announcements {
  announce: (
    file: Pick<NewAsset, 'filename' | 'content_type' | 'size_bytes'>,
  ) => Promise<Announced>;
  takeBack: (assetId: string) => void;
  now: () => number;
}

type NewAsset = components['schemas']['NewAsset'];

export function announcementsBy(api: Api, queries: QueryClient, clock: ServerClock): Announcements {
  return {
    announce: async (file) => {
      const body = { ...file, preset: 'compatible' as const };
      const { asset, upload } = await answer(api.POST('/api/admin/assets/upload', { body }));
      mergeAsset(queries, asset);
      const { url, fields, expires_at } = upload;
      return { assetId: asset.asset_id, form: { url, fields }, validUntil: Date.parse(expires_at) };
    },
    takeBack: (asset_id) => {
      const params = { path: { asset_id } };
      answer(api.DELETE('/api/admin/assets/{asset_id}', { params })).then(
        (asset) => {
          mergeAsset(queries, asset);
        },
        // Without it the asset expires by itself within the hour.
        () => undefined,
      );
    },
    now: () => clock.now(),
  };
}
