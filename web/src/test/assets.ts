/** Assets as the API gives them, for tests. */
import type { Asset, AssetPages } from '../lib/assets';
import type { Frame } from '../lib/frames';

export function assetOf(fields: Partial<Asset> = {}): Asset {
  const asset_id = fields.asset_id ?? 'ast_1';
  return {
    asset_id,
    title: 'harbour.mp4',
    filename: 'harbour.mp4',
    content_type: 'video/mp4',
    size_bytes: 1_500_000,
    sha256: null,
    preset: 'compatible',
    conversion_status: 'pending_upload',
    conversion: null,
    outputs: [],
    gif_url: null,
    webm_url: null,
    thumbnail_url: null,
    url_expires_at: null,
    media: null,
    user_id: null,
    assigned_at: null,
    assigned_by: null,
    assigned_user_count: 0,
    created_at: '2026-11-22T10:00:00.000Z',
    created_by: 'ada',
    updated_at: '2026-11-22T10:00:00.000Z',
    deleted_at: null,
    version: 1,
    ...fields,
  };
}

export function processing(progress: number, fields: Partial<Asset> = {}): Asset {
  return assetOf({
    conversion_status: 'processing',
    conversion: conversionOf(progress),
    version: 3,
    ...fields,
  });
}

export function failed(retryable: boolean, fields: Partial<Asset> = {}): Asset {
  const message = 'The encoder failed on this file. Retry the conversion.';
  const error = retryable
    ? { code: 'conversion_encoder_failed', message, retryable }
    : { code: 'media_damaged', message: 'The file is damaged. Export it again.', retryable };
  const finished_at = '2026-11-22T10:00:09.000Z';
  return assetOf({
    conversion_status: 'failed',
    conversion: { ...conversionOf(10), finished_at, error },
    version: 4,
    ...fields,
  });
}

export function completed(fields: Partial<Asset> = {}): Asset {
  const files = 'http://files.test';
  const made = { content_type: 'x/y', size_bytes: 20_500, width: 640, height: 360 };
  return assetOf({
    conversion_status: 'completed',
    conversion: conversionOf(100),
    outputs: [
      { kind: 'thumbnail', url: `${files}/t.webp`, ...made },
      { kind: 'gif', url: `${files}/g.gif`, ...made },
      { kind: 'webp', url: `${files}/p.webp`, ...made },
      { kind: 'webm', url: `${files}/w.webm`, ...made },
    ],
    thumbnail_url: `${files}/t.webp`,
    gif_url: `${files}/g.gif`,
    webm_url: `${files}/w.webm`,
    media: {
      container: 'mp4',
      duration_seconds: 63.4,
      width: 640,
      height: 360,
      frame_rate: 29.97,
      video_codec: 'h264',
      audio_codec: null,
    },
    version: 7,
    ...fields,
  });
}

export function conversionOf(progress: number): NonNullable<Asset['conversion']> {
  const started_at = '2026-11-22T10:00:05.000Z';
  const ended = { finished_at: null, error: null };
  return { job_id: 'job_1', attempt: 1, progress, started_at, ...ended };
}

export function pagesOf(...lists: Asset[][]): AssetPages {
  const isLast = (at: number) => at === lists.length - 1;
  return {
    pageParams: lists.map((_, at) => (at === 0 ? null : `c${at}`)),
    pages: lists.map((items, at) => ({ items, next_cursor: isLast(at) ? null : `c${at + 1}` })),
  };
}

/** A frame about an asset that is as given, under the topic of all assets. */
export function frameOf(asset: Asset, type: Frame['type'] = 'conversion.status_changed'): Frame {
  const { asset_id, title, conversion_status, conversion, version } = asset;
  const outputs = asset.outputs.map(({ kind }) => kind);
  return {
    type,
    event_id: `${asset_id}:${version}`,
    topic: 'assets',
    cursor: null,
    version,
    occurred_at: asset.updated_at,
    data: { asset_id, title, conversion_status, conversion, outputs },
  };
}
