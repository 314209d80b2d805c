import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';

import { useCanChange, useConnected } from '../../../lib/connection';
import { announcementsBy } from './announcements';
import { createUploader } from './uploader';
import { UploadTray } from './UploadTray';
import { UploaderContext } from './use_uploader';

/** Stands above all pages, so that files go on while another page is open. */
export function Uploads({ children }: { children: ReactNode }) {
  const { api, clock } = useConnected();
  const queries = useQueryClient();
  const canChange = useCanChange();
  const [uploader] = useState(() => createUploader(announcementsBy(api, queries, clock)));
  useEffect(
    () => () => {
      uploader.cancelAll();
    },
    [uploader],
  );
  return (
    <UploaderContext value={uploader}>
      {children}
      {canChange && <UploadTray />}
    </UploaderContext>
  );
}
