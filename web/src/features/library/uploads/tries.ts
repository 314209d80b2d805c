/** Trying again what a passing fault stopped. */
import { ConnectionBroken, StorageRefusal } from './sending';

export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** The file is not what it was when it was chosen, so that what is sent would fit nowhere. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

const TRIES = 4;
const FIRST_PAUSE_MS = 500;
const LEAST_PASSING = 500;

export interface Trying {
  signal: AbortSignal;
  pause: Pause;
  /** What the bytes are taken from. */
  file: File;
}

export async function persistently<T>(
  { signal, pause, file }: Trying,
  once: () => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once();
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      if (!(await isReadable(file))) throw new FileChanged();
      // Without any network each try would fail at once, and none would be left when it is back.
      if (tried === TRIES || !navigator.onLine) throw error;
      await pause(FIRST_PAUSE_MS * 3 ** (tried - 1) * (0.5 + Math.random()), signal);
    }
  }
}

export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

function isPassing(error: unknown): boolean {
  if (error instanceof StorageRefusal) return error.status >= LEAST_PASSING;
  return error instanceof ConnectionBroken;
}

/** A browser tells of a file that was changed or taken away as of a broken connection. */
async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
