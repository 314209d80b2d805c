/** What the API is asked and told of files that come. */
import type { QueryClient } from '@tanstack/react-query';

import { type Api, answer } from '../../../lib/api';
import { mergeAsset } from '../../../lib/assets';
import type { components } from '../../../lib/contracts';

type Shapes = components['schemas'];
export type NewUpload = Shapes['NewUpload'];
export type UploadState = Shapes['UploadState'];
type NewAsset = Pick<Shapes['NewAsset'], 'filename' | 'content_type' | 'size_bytes'>;

export interface UploadApi {
  announce: (file: NewAsset) => Promise<NewUpload>;
  /** How far an upload is, with addresses that work. */
  state: (assetId: string, signal?: AbortSignal) => Promise<UploadState>;
  /** All parts are there. */
  complete: (assetId: string) => Promise<void>;
  /** The file will not come after all. */
  takeBack: (assetId: string) => void;
}

export function uploadApi(api: Api, queries: QueryClient): UploadApi {
  const of = (asset_id: string) => ({ path: { asset_id } });
  return {
    announce: async (file) => {
      const body = { ...file, preset: 'compatible' as const };
      const begun = await answer(api.POST('/api/admin/assets/upload', { body }));
      mergeAsset(queries, begun.asset);
      return begun;
    },
    state: (assetId, signal) => {
      const call = { params: of(assetId), ...(signal && { signal }) };
      return answer(api.GET('/api/admin/assets/{asset_id}/upload', call));
    },
    complete: async (assetId) => {
      const call = { params: of(assetId), body: { parts: null } };
      const path = '/api/admin/assets/{asset_id}/upload/complete';
      mergeAsset(queries, await answer(api.POST(path, call)));
    },
    takeBack: (assetId) => {
      answer(api.DELETE('/api/admin/assets/{asset_id}', { params: of(assetId) })).then(
        (asset) => {
          mergeAsset(queries, asset);
        },
        // Without it the asset expires by itself.
        () => undefined,
      );
    },
  };
}
