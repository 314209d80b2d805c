/** How uploads are told of in words, and how far they are. */
import { bytes } from '../../../lib/format';
import type { FileUpload } from './file_upload';

export function isOnItsWay({ status }: FileUpload): boolean {
  return status === 'waiting' || status === 'sending';
}

/** Neither on its way nor over: it waits for somebody. */
export function isHalted({ status }: FileUpload): boolean {
  return status === 'paused' || status === 'interrupted' || status === 'wants_file';
}

export function percentOf(uploads: readonly FileUpload[]): number {
  const total = sum(uploads, ({ size }) => size);
  return total === 0 ? 0 : Math.floor((100 * sum(uploads, ({ sent }) => sent)) / total);
}

export function wordsOf(upload: FileUpload): string {
  const size = bytes(upload.size);
  const share = `${percentOf([upload])}% of ${size}`;
  switch (upload.status) {
    case 'waiting':
      return `Waiting, ${size}`;
    case 'sending':
      return upload.sent < upload.size ? share : `Finishing, ${size}`;
    case 'paused':
      return `Paused at ${share}`;
    case 'wants_file':
      return upload.reason ?? `${arrived(upload)}Choose the file again to resume.`;
    case 'uploaded':
      return `Uploaded, ${size}`;
    case 'interrupted':
      return `The connection broke off at ${share}. It goes on once it is back.`;
    case 'failed':
      return upload.reason ?? '';
  }
}

/** Nothing as long as it is not known. */
function arrived(upload: FileUpload): string {
  return upload.sent > 0 ? `${percentOf([upload])}% of ${bytes(upload.size)} arrived. ` : '';
}

export function summaryOf(uploads: readonly FileUpload[]): { words: string; percent: number } {
  const moving = uploads.filter(isOnItsWay);
  const halted = uploads.filter(isHalted).length;
  const failed = uploads.filter(({ status }) => status === 'failed').length;
  const percent = percentOf(uploads.filter(({ status }) => status !== 'failed'));
  if (moving.length > 0)
    return { words: `Uploading ${counted(moving.length)}, ${percent}%`, percent };
  if (halted > 0) return { words: `${counted(halted)} paused`, percent };
  const whole = uploads.length - failed;
  if (failed === 0) return { words: `${counted(whole)} uploaded`, percent };
  if (whole === 0) return { words: `${counted(failed)} not uploaded`, percent };
  return { words: `${whole} uploaded, ${failed} not`, percent };
}

function sum(uploads: readonly FileUpload[], of: (upload: FileUpload) => number): number {
  return uploads.reduce((total, upload) => total + of(upload), 0);
}

function counted(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
