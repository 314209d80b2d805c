import { createContext, useContext, useSyncExternalStore } from 'react';

import type { FileUpload } from './file_upload';
import type { Uploader } from './uploader';

export const UploaderContext = createContext<Uploader | null>(null);

export function useUploader(): Uploader {
  const uploader = useContext(UploaderContext);
  if (!uploader) throw new Error('Only pages below Uploads can upload.');
  return uploader;
}

/** Every file that was given, in that order, until it is taken away. */
export function useFileUploads(): readonly FileUpload[] {
  const { list } = useUploader();
  return useSyncExternalStore(list.watch, list.all);
}
