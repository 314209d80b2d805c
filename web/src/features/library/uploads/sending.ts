/** One request that carries bytes, with its progress: `fetch` does not tell how far it is. */

export interface Sending {
  method: 'POST' | 'PUT';
  url: string;
  body: Blob | FormData;
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

/** Storage answered, and does not take it. */
export class StorageRefusal extends Error {
  override readonly name = 'StorageRefusal';
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** No answer came, or nothing went on for too long. */
export class ConnectionBroken extends Error {
  override readonly name = 'ConnectionBroken';
}

const STALLED_AFTER_MS = 60_000;

/** Resolves when storage has all of it. */
export function send({ method, url, body, onProgress, signal }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const watch = watchdog(() => {
      request.abort();
      reject(new ConnectionBroken());
    });
    const stop = () => {
      request.abort();
      reject(signal.reason as Error);
    };
    request.upload.onprogress = ({ loaded }) => {
      watch.reset();
      onProgress(loaded);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new StorageRefusal(request.status, reasonOf(request)));
    };
    request.onerror = () => {
      reject(new ConnectionBroken());
    };
    request.onloadend = () => {
      watch.end();
      signal.removeEventListener('abort', stop);
    };
    signal.addEventListener('abort', stop);
    request.open(method, url);
    request.send(body);
  });
}

/** A network that swallows what it is given breaks no connection. */
function watchdog(bark: () => void): { reset: () => void; end: () => void } {
  let timer = setTimeout(bark, STALLED_AFTER_MS);
  return {
    reset: () => {
      clearTimeout(timer);
      timer = setTimeout(bark, STALLED_AFTER_MS);
    },
    end: () => {
      clearTimeout(timer);
    },
  };
}

function reasonOf({ status, responseText }: XMLHttpRequest): string {
  return /<Message>([^<]+)<\/Message>/.exec(responseText)?.[1] ?? `status ${status}`;
}
