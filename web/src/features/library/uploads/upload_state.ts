/** What files on their way are called, and how far they are. */
import type { UploadFile } from './uploader';

export type UploadState = 'waiting' | 'uploading' | 'uploaded' | 'failed';

export function stateOf({ error, progress }: UploadFile): UploadState {
  if (error) return 'failed';
  if (progress.uploadComplete) return 'uploaded';
  return progress.bytesUploaded ? 'uploading' : 'waiting';
}

export function isOnItsWay(file: UploadFile): boolean {
  return ['waiting', 'uploading'].includes(stateOf(file));
}

export function percentOf(files: UploadFile[]): number {
  const total = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return total === 0
    ? 0
    : Math.floor((100 * files.reduce((sum, file) => sum + sent(file), 0)) / total);
}

export function summaryOf(files: UploadFile[]): { words: string; percent: number } {
  const alive = files.filter((file) => stateOf(file) !== 'failed');
  const percent = percentOf(alive);
  const moving = files.filter(isOnItsWay).length;
  if (moving > 0) return { words: `Uploading ${counted(moving)}, ${percent}%`, percent };
  const failed = files.length - alive.length;
  if (failed === 0) return { words: `${counted(files.length)} uploaded`, percent };
  if (alive.length === 0) return { words: `${counted(failed)} not uploaded`, percent };
  return { words: `${alive.length} uploaded, ${failed} not`, percent };
}

function sent(file: UploadFile): number {
  if (stateOf(file) === 'uploaded') return file.size ?? 0;
  return file.progress.bytesUploaded || 0;
}

function counted(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
