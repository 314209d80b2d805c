import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

import type { UploadFile, Uploader } from './uploader';

export const UploaderContext = createContext<Uploader | null>(null);

export function useUploader(): Uploader {
  const uploader = useContext(UploaderContext);
  if (!uploader) throw new Error('Only pages below Uploads can upload.');
  return uploader;
}

/** Every file that was given, in that order, until it is taken away. */
export function useUploadFiles(): UploadFile[] {
  const uploader = useUploader();
  const watch = useCallback(
    (changed: () => void) => {
      uploader.on('state-update', changed);
      return () => {
        uploader.off('state-update', changed);
      };
    },
    [uploader],
  );
  return Object.values(useSyncExternalStore(watch, () => uploader.getState().files));
}
