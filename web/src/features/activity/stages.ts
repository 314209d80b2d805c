/** What happens to an asset right now, in words. */
import type { Asset } from '../../lib/assets';

type Kind = Asset['outputs'][number]['kind'];

/** In the order in which they are made. */
const MAKING: [Kind, string][] = [
  ['thumbnail', 'Making the thumbnail.'],
  ['gif', 'Making the GIF preview.'],
  ['webp', 'Making the animated WebP.'],
  ['webm', 'Making the video.'],
];

export function stageOf(asset: Asset): string | null {
  switch (asset.conversion_status) {
    case 'pending_upload':
      return 'The file has not arrived yet.';
    case 'queued':
      return 'The file has arrived; its conversion starts in a moment.';
    case 'processing':
      return stepOf(asset);
    case 'expired':
      return 'The file never arrived in the time it had. Upload it again as a new asset.';
    default:
      return null;
  }
}

function stepOf({ media, outputs }: Asset): string {
  const made = new Set(outputs.map(({ kind }) => kind));
  if (!media && made.size === 0) return 'Reading the file.';
  const next = MAKING.find(([kind]) => !made.has(kind));
  return next ? next[1] : 'Finishing.';
}
