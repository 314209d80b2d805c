import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';

import { useCanChange, useConnected } from '../../../lib/connection';
import { uploadApi } from './upload_api';
import { uploadMemory } from './upload_memory';
import { Uploader } from './uploader';
import { UploadTray } from './UploadTray';
import { UploaderContext } from './use_uploader';

/** Stands above all pages, so that files go on while another page is open. */
export function Uploads({ children }: { children: ReactNode }) {
  const { api, person } = useConnected();
  const queries = useQueryClient();
  const canChange = useCanChange();
  const [uploader] = useState(
    () => new Uploader(uploadApi(api, queries), uploadMemory(person.name)),
  );
  useEffect(() => uploader.start(), [uploader]);
  return (
    <UploaderContext value={uploader}>
      {children}
      {canChange && <UploadTray />}
    </UploaderContext>
  );
}
