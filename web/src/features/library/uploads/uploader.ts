/** Sends files: announces each, sends it by the signed form it got, and tells of both. */
import AwsS3 from '@uppy/aws-s3';
import Uppy, { type UppyFile } from '@uppy/core';

import { ApiProblem } from '../../../lib/problem';
import { contentTypeOf } from './content_types';
import type { Announced, Announcements } from './announcements';

/** What is kept with a file beside what Uppy itself knows. */
export type UploadMeta = {
  asset_id?: string | undefined;
  /** The same file would be refused again. */
  is_refused?: boolean;
};
export type UploadBody = Record<string, unknown>;
export type UploadFile = UppyFile<UploadMeta, UploadBody>;
export type Uploader = Uppy<UploadMeta, UploadBody>;

const SILENT = { debug: quiet, warn: quiet, error: quiet };
const AT_ONCE = 3;
const LEAST_TIME_LEFT_MS = 60_000;

export function createUploader(announcements: Announcements): Uploader {
  const uploader: Uploader = new Uppy<UploadMeta, UploadBody>({
    id: 'uploads',
    autoProceed: true,
    logger: SILENT,
    // The same file may come again, but not while it is on its way.
    onBeforeFileAdded: (file, files) => {
      const earlier = files[file.id];
      return !earlier || Boolean(earlier.error ?? earlier.progress.uploadComplete);
    },
  });
  const forms = new Map<string, Announced>();
  uploader.use(AwsS3<UploadMeta, UploadBody>, {
    limit: AT_ONCE,
    shouldUseMultipart: false,
    generateObjectKey: (file) => file.id,
    signRequest: async ({ key }) => (await announced(uploader, announcements, forms, key)).form,
  });
  uploader.on('file-added', ({ id }) => forms.delete(id));
  uploader.on('file-removed', (file) => {
    const given = forms.get(file.id);
    forms.delete(file.id);
    if (given && !file.progress.uploadComplete) announcements.takeBack(given.assetId);
  });
  uploader.on('upload-error', (file, error) => {
    if (!file || !uploader.getState().files[file.id]) return;
    const told = tellOf(error);
    if (told.isFormUseless) forms.delete(file.id);
    uploader.setFileMeta(file.id, { is_refused: told.isRefused });
    uploader.setFileState(file.id, { error: told.words });
  });
  return uploader;
}

export function addFiles(uploader: Uploader, files: File[]): void {
  uploader.addFiles(
    files.map((data) => ({ source: 'library', name: data.name, type: contentTypeOf(data), data })),
  );
}

/** The form of a file that is announced; one that was cut short is sent again by the same form. */
async function announced(
  uploader: Uploader,
  announcements: Announcements,
  forms: Map<string, Announced>,
  fileId: string,
): Promise<Announced> {
  const kept = forms.get(fileId);
  if (kept && kept.validUntil - announcements.now() > LEAST_TIME_LEFT_MS) return kept;
  const file = uploader.getFile(fileId);
  if (!file.size) throw new EmptyFile();
  const given = await announcements.announce({
    filename: file.name,
    content_type: file.type,
    size_bytes: file.size,
  });
  if (!uploader.getState().files[fileId]) {
    announcements.takeBack(given.assetId);
    throw new DOMException('The file was taken away meanwhile.', 'AbortError');
  }
  forms.set(fileId, given);
  uploader.setFileMeta(fileId, { asset_id: given.assetId });
  return given;
}

class EmptyFile extends Error {
  constructor() {
    super('The file is empty.');
  }
}

function tellOf(error: Error): { words: string; isRefused: boolean; isFormUseless: boolean } {
  if (error instanceof ApiProblem) {
    const isRefused = [413, 415, 422].includes(error.status);
    const request = error.request_id ? ` (request ${error.request_id})` : '';
    return { words: error.detail + (isRefused ? '' : request), isRefused, isFormUseless: true };
  }
  if (error instanceof EmptyFile) {
    return { words: error.message, isRefused: true, isFormUseless: true };
  }
  if (error.name === 'S3ServiceError') {
    const words = `The storage refused the file: ${error.message}. Try again.`;
    return { words, isRefused: false, isFormUseless: true };
  }
  const words = 'The connection broke off before the file had arrived. Try again.';
  return { words, isRefused: false, isFormUseless: false };
}

function quiet(): void {
  // What goes wrong is shown with its file.
}
