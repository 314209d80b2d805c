/** What is done about files that were given: send, pause, take up again, take away. */
import { type FileUpload, endBy, isSameFile, uploadAgain, uploadOf } from './file_upload';
import { sendFile } from './send_file';
import { Slots } from './slots';
import { type Pause, pauseFor } from './tries';
import type { UploadApi } from './upload_api';
import { UploadList } from './upload_list';
import type { UploadMemory } from './upload_memory';

const FILES_AT_ONCE = 3;
const REQUESTS_AT_ONCE = 3;
const LOOK_AGAIN_MS = 30_000;
const MOVING = ['waiting', 'sending'];
const STOPPED = ['paused', 'interrupted'];
const OVER = ['uploaded', 'failed'];

export class Uploader {
  readonly list = new UploadList();
  readonly #api: UploadApi;
  readonly #memory: UploadMemory;
  readonly #pause: Pause;
  readonly #running = new Map<string, AbortController>();
  readonly #slots = new Slots(REQUESTS_AT_ONCE);

  constructor(api: UploadApi, memory: UploadMemory, pause: Pause = pauseFor) {
    this.#api = api;
    this.#memory = memory;
    this.#pause = pause;
  }

  /** Until the answer is called, after which nothing more is sent. */
  start(): () => void {
    const goOn = () => {
      for (const { id, status } of this.list.all()) if (status === 'interrupted') this.resume(id);
    };
    window.addEventListener('online', goOn);
    // A browser counts as online that reaches no further than the next router.
    const timer = setInterval(goOn, LOOK_AGAIN_MS);
    void this.#showLeft();
    return () => {
      window.removeEventListener('online', goOn);
      clearInterval(timer);
      for (const { id, status } of this.list.all()) {
        this.#halt(id);
        if (MOVING.includes(status)) this.list.change(id, { status: 'paused' });
      }
      this.#memory.release();
    };
  }

  add(files: File[]): void {
    for (const file of files) this.#add(file);
    this.#sendNext();
  }

  pause(id: string): void {
    this.#halt(id);
    this.list.change(id, { status: 'paused' });
    this.#sendNext();
  }

  resume(id: string): void {
    if (this.#running.has(id) || !this.list.find(id)?.file) return;
    this.list.change(id, { status: 'waiting', reason: null });
    this.#sendNext();
  }

  /** Go on with what an earlier visit began, if it was this file. */
  rechoose(id: string, file: File): void {
    const upload = this.list.find(id);
    if (!upload) return;
    if (isSameFile(upload, file)) {
      this.list.change(id, { file });
      this.resume(id);
    } else {
      const reason = 'That is another file, or it was changed since. Choose the same one again.';
      this.list.change(id, { reason });
    }
  }

  /** Take it off the list, and back if it has not arrived whole. */
  remove(id: string): void {
    const upload = this.list.find(id);
    this.#halt(id);
    this.list.remove(id);
    if (upload?.assetId && upload.status !== 'uploaded') {
      this.#memory.forget(upload.assetId);
      this.#api.takeBack(upload.assetId);
    }
    this.#sendNext();
  }

  #add(file: File): void {
    const earlier = this.list.all().find((upload) => isSameFile(upload, file));
    if (earlier?.status === 'wants_file') this.rechoose(earlier.id, file);
    else if (earlier && STOPPED.includes(earlier.status)) this.resume(earlier.id);
    else if (!earlier || OVER.includes(earlier.status)) {
      if (earlier) this.remove(earlier.id);
      this.list.add(uploadOf(file));
    }
  }

  #sendNext(): void {
    for (const { id, status } of this.list.all()) {
      if (this.#running.size >= FILES_AT_ONCE) return;
      if (status === 'waiting') void this.#send(id);
    }
  }

  async #send(id: string): Promise<void> {
    const upload = this.list.find(id);
    if (!upload?.file) return;
    const stop = new AbortController();
    this.#running.set(id, stop);
    this.list.change(id, { status: 'sending' });
    try {
      await sendFile(upload.assetId, {
        file: upload.file,
        api: this.#api,
        slots: this.#slots,
        pause: this.#pause,
        signal: stop.signal,
        onBegun: (assetId, isInParts) => {
          this.#begun(id, assetId, isInParts);
        },
        onProgress: (sent) => {
          if (!stop.signal.aborted) this.list.change(id, { sent });
        },
      });
      this.#ended(id, { status: 'uploaded', sent: upload.size });
    } catch (error) {
      if (!stop.signal.aborted) this.#ended(id, endBy(error));
    }
    if (!stop.signal.aborted) this.#sendNext();
  }

  #begun(id: string, assetId: string, isInParts: boolean): void {
    const upload = this.list.find(id);
    // Taken away while it was announced.
    if (!upload) {
      this.#api.takeBack(assetId);
      return;
    }
    const { name, size, lastModified } = upload;
    if (upload.assetId && upload.assetId !== assetId) this.#memory.forget(upload.assetId);
    if (isInParts) this.#memory.remember({ assetId, name, size, lastModified });
    this.list.change(id, { assetId, isInParts });
  }

  #ended(id: string, end: Partial<FileUpload>): void {
    this.#running.delete(id);
    this.list.change(id, end);
    const upload = this.list.find(id);
    const isOver = upload?.status === 'uploaded' || upload?.isRefused;
    if (isOver && upload.assetId) this.#memory.forget(upload.assetId);
  }

  #halt(id: string): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  async #showLeft(): Promise<void> {
    for (const left of await this.#memory.left()) {
      if (this.list.all().some(({ assetId }) => assetId === left.assetId)) continue;
      this.list.add(uploadAgain(left));
      void this.#lookAfter(left.assetId);
    }
  }

  /** How far one of an earlier visit is, and whether it is still waited for. */
  async #lookAfter(assetId: string): Promise<void> {
    // Without an answer it is seen when the file is chosen.
    const state = await this.#api.state(assetId).catch(() => null);
    if (!state || this.list.find(assetId)?.status !== 'wants_file') return;
    if (state.conversion_status === 'pending_upload') {
      const sent = state.received_parts.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
      this.list.change(assetId, { sent });
    } else {
      this.#memory.forget(assetId);
      this.list.remove(assetId);
    }
  }
}
