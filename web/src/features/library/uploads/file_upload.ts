/** A file that is given to the console, and how far it is on its way. */
import { ApiProblem, Unreachable } from '../../../lib/problem';
import type { Remembered } from './upload_memory';
import { ConnectionBroken, StorageRefusal } from './sending';
import { FileChanged } from './tries';

export type UploadStatus =
  | 'waiting'
  | 'sending'
  /** By the person. */
  | 'paused'
  /** By the network. */
  | 'interrupted'
  /** Of an earlier visit: pages may not open a file again by themselves. */
  | 'wants_file'
  | 'uploaded'
  | 'failed';

export interface FileUpload {
  id: string;
  name: string;
  size: number;
  lastModified: number;
  file: File | null;
  assetId: string | null;
  status: UploadStatus;
  isInParts: boolean;
  /** Bytes that storage has, or is about to have. */
  sent: number;
  /** Why it does not go on. */
  reason: string | null;
  /** The same file would be refused again. */
  isRefused: boolean;
}

export class EmptyFile extends Error {
  override readonly name = 'EmptyFile';
}

const UNSENT = { sent: 0, reason: null, isRefused: false };
const REFUSALS = [413, 415, 422];

export function uploadOf(file: File): FileUpload {
  const { name, size, lastModified } = file;
  const id = crypto.randomUUID();
  const begun = { assetId: null, status: 'waiting' as const, isInParts: false };
  return { id, name, size, lastModified, file, ...begun, ...UNSENT };
}

export function uploadAgain({ assetId, ...file }: Remembered): FileUpload {
  const kept = { status: 'wants_file' as const, isInParts: true, file: null };
  return { id: assetId, assetId, ...file, ...kept, ...UNSENT };
}

/** As far as a page can tell without reading it. */
export function isSameFile(one: Omit<Remembered, 'assetId'>, other: File): boolean {
  return (
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified
  );
}

/** What becomes of an upload that was stopped by this. */
export function endBy(error: unknown): Pick<FileUpload, 'status' | 'reason' | 'isRefused'> {
  if (error instanceof ConnectionBroken || error instanceof Unreachable) {
    return { status: 'interrupted', reason: null, isRefused: false };
  }
  return { status: 'failed', ...refusalBy(error) };
}

function refusalBy(error: unknown): { reason: string; isRefused: boolean } {
  if (error instanceof ApiProblem) {
    const isRefused = REFUSALS.includes(error.status);
    const request = error.request_id ? ` (request ${error.request_id})` : '';
    return { reason: error.detail + (isRefused ? '' : request), isRefused };
  }
  if (error instanceof EmptyFile) return { reason: 'The file is empty.', isRefused: true };
  if (error instanceof FileChanged) {
    const reason = 'The file was changed or moved since it was chosen. Choose it anew.';
    return { reason, isRefused: true };
  }
  const words = error instanceof StorageRefusal ? error.message : String(error);
  return { reason: `The storage refused the file: ${words}. Try again.`, isRefused: false };
}
