/** The way of one file: announced or taken up again, sent, and completed. */
import { ApiProblem } from '../../../lib/problem';
import { contentTypeOf } from './content_types';
import { EmptyFile } from './file_upload';
import { sendForm } from './form';
import { type MultipartUpload, sendParts } from './parts';
import type { Slots } from './slots';
import type { Pause } from './tries';
import type { NewUpload, UploadApi, UploadState } from './upload_api';

export interface FileSending {
  file: File;
  api: UploadApi;
  slots: Slots;
  pause: Pause;
  signal: AbortSignal;
  onBegun: (assetId: string, isInParts: boolean) => void;
  onProgress: (bytes: number) => void;
}

interface Begun {
  assetId: string;
  strategy: UploadState['strategy'];
  /** What is still to be sent. */
  upload: NewUpload['upload'] | null;
}

/** How often parts may turn out to be missing after all. */
const ROUNDS = 3;

/** Resolves when the file has arrived whole; `assetId` names an upload that was begun before. */
export async function sendFile(assetId: string | null, sending: FileSending): Promise<void> {
  if (sending.file.size === 0) throw new EmptyFile();
  const begun = await (assetId === null ? announced(sending) : takenUp(assetId, sending));
  if (!begun) return;
  sending.onBegun(begun.assetId, begun.strategy === 'multipart');
  sending.signal.throwIfAborted();
  if (begun.upload?.strategy === 'post') await sendForm(begun.upload, sending);
  if (begun.strategy === 'multipart') await sendWhole(begun, sending);
}

async function announced({ api, file }: FileSending): Promise<Begun> {
  const { asset, upload } = await api.announce({
    filename: file.name,
    content_type: contentTypeOf(file),
    size_bytes: file.size,
  });
  return { assetId: asset.asset_id, strategy: upload.strategy, upload };
}

/** Null when the file has arrived meanwhile; begun anew when its time is over. */
async function takenUp(assetId: string, sending: FileSending): Promise<Begun | null> {
  const state = await sending.api.state(assetId, sending.signal);
  if (state.conversion_status === 'expired') return announced(sending);
  if (state.conversion_status !== 'pending_upload') return null;
  return { assetId, strategy: state.strategy, upload: state.upload };
}

async function sendWhole({ assetId, upload }: Begun, sending: FileSending): Promise<void> {
  const { api, signal } = sending;
  const renew = async () => partsOf((await api.state(assetId, signal)).upload);
  let missing = partsOf(upload);
  for (let round = 1; ; round += 1) {
    if (missing) await sendParts(missing, { ...sending, renew });
    try {
      await api.complete(assetId);
      return;
    } catch (error) {
      if (isProblem(error, 'upload_expired')) {
        await sendFile(null, sending);
        return;
      }
      if (round === ROUNDS || !isProblem(error, 'upload_incomplete')) throw error;
      missing = await renew();
    }
  }
}

function partsOf(upload: NewUpload['upload'] | null): MultipartUpload | null {
  return upload?.strategy === 'multipart' ? upload : null;
}

function isProblem(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}
