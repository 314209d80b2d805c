/** Uploads in parts that a reload of the page or a crash leaves open, kept by the browser. */

export interface Remembered {
  assetId: string;
  name: string;
  size: number;
  lastModified: number;
}

export interface UploadMemory {
  /** Those that no page is at work on. */
  left: () => Promise<Remembered[]>;
  /** This page is at work on it. */
  remember: (upload: Remembered) => void;
  forget: (assetId: string) => void;
  /** This page is at work on none of them any more. */
  release: () => void;
}

const KEY = 'mediadesk.uploads';

/** Those of one person: others who use this browser have their own. */
export function uploadMemory(person: string): UploadMemory {
  const key = `${KEY}.${person}`;
  const locks = new Map<string, () => void>();
  const all = () => read(localStorage.getItem(key));
  const keep = (uploads: Remembered[]) => {
    if (uploads.length > 0) localStorage.setItem(key, JSON.stringify(uploads));
    else localStorage.removeItem(key);
  };
  const others = (assetId: string) => all().filter((upload) => upload.assetId !== assetId);
  return {
    left: async () => {
      const { held = [] } = await navigator.locks.query();
      return all().filter(({ assetId }) => !held.some(({ name }) => name === lockOf(assetId)));
    },
    remember: (upload) => {
      keep([...others(upload.assetId), upload]);
      void hold(upload.assetId, locks);
    },
    forget: (assetId) => {
      keep(others(assetId));
      locks.get(assetId)?.();
    },
    release: () => {
      for (const unlock of locks.values()) unlock();
    },
  };
}

function lockOf(assetId: string): string {
  return `${KEY}.${assetId}`;
}

/** The browser itself gives the lock back when the page goes, however it goes. */
async function hold(assetId: string, locks: Map<string, () => void>): Promise<void> {
  await navigator.locks.request(lockOf(assetId), { ifAvailable: true }, async (lock) => {
    if (lock) await new Promise<void>((resolve) => locks.set(assetId, resolve));
  });
}

function read(text: string | null): Remembered[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.filter(isRemembered) : [];
  } catch {
    // Whoever wrote that was not this console.
    return [];
  }
}

function isRemembered(found: unknown): found is Remembered {
  if (typeof found !== 'object' || found === null) return false;
  const { assetId, name, size, lastModified } = found as Record<string, unknown>;
  const texts = [assetId, name].every((each) => typeof each === 'string');
  return texts && [size, lastModified].every((each) => typeof each === 'number');
}
