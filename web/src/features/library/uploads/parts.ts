/** A large file in parts: several at once, each tried again, with fresh addresses when theirs end. */
import type { components } from '../../../lib/contracts';
import { send, StorageRefusal } from './sending';
import type { Slots } from './slots';
import { persistently, type Trying } from './tries';

export type MultipartUpload = components['schemas']['MultipartUpload'];
type PartUrl = MultipartUpload['parts'][number];

export interface PartsSending extends Trying {
  slots: Slots;
  /** The same upload, with addresses that work and without the parts that storage has by now. */
  renew: () => Promise<MultipartUpload | null>;
  /** Told how many bytes of the whole file storage has, or is about to have. */
  onProgress: (bytes: number) => void;
}

const AT_ONCE = 3;
const EXPIRED = 403;

/** Resolves when storage has every part. */
export async function sendParts(upload: MultipartUpload, sending: PartsSending): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([sending.signal, stop.signal]);
  const parts = new Parts(upload, { ...sending, signal });
  const left = [...upload.parts];
  // One slot for each part: files that come at the same time take turns.
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const part = next;
      await sending.slots.use(() => parts.send(part));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } catch (error) {
    stop.abort();
    throw error;
  }
}

class Parts {
  readonly #sending: PartsSending;
  readonly #partSize: number;
  readonly #sent = new Map<number, number>();
  readonly #before: number;
  #addresses: Map<number, string>;
  #renewing: Promise<void> | null = null;

  constructor(upload: MultipartUpload, sending: PartsSending) {
    this.#sending = sending;
    this.#partSize = upload.part_size_bytes;
    this.#addresses = addressesOf(upload);
    this.#before = sending.file.size - sum(upload.parts.map(({ size_bytes }) => size_bytes));
  }

  async send(part: PartUrl): Promise<void> {
    this.#sending.signal.throwIfAborted();
    await persistently(this.#sending, async () => {
      const used = this.#addresses.get(part.part_number);
      try {
        await this.#put(part, used);
      } catch (error) {
        if (!(error instanceof StorageRefusal && error.status === EXPIRED)) throw error;
        // Another part may have asked for fresh ones meanwhile.
        if (this.#addresses.get(part.part_number) === used) await this.#renew();
        await this.#put(part, this.#addresses.get(part.part_number));
      }
    });
    this.#note(part, part.size_bytes);
  }

  async #put(part: PartUrl, url: string | undefined): Promise<void> {
    // Storage has it: only the answer was lost.
    if (url === undefined) return;
    const { file, signal } = this.#sending;
    const from = (part.part_number - 1) * this.#partSize;
    const onProgress = (bytes: number) => {
      this.#note(part, bytes);
    };
    this.#note(part, 0);
    const body = file.slice(from, from + part.size_bytes);
    await send({ method: 'PUT', url, body, onProgress, signal });
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#sending
      .renew()
      .then((upload) => {
        this.#addresses = upload ? addressesOf(upload) : new Map<number, string>();
      })
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  #note({ part_number }: PartUrl, bytes: number): void {
    if (this.#sending.signal.aborted) return;
    this.#sent.set(part_number, bytes);
    this.#sending.onProgress(this.#before + sum([...this.#sent.values()]));
  }
}

function addressesOf({ parts }: MultipartUpload): Map<number, string> {
  return new Map(parts.map(({ part_number, url }) => [part_number, url]));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
