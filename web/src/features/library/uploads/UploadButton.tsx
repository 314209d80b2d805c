import { Button, FileButton } from '@mantine/core';

import { PICKED } from './content_types';
import { useUploader } from './use_uploader';

export function UploadButton() {
  const uploader = useUploader();
  return (
    <FileButton
      multiple
      accept={PICKED}
      inputProps={{ 'aria-label': 'Videos to upload' }}
      onChange={(files) => {
        uploader.add(files);
      }}
    >
      {(props) => <Button {...props}>Upload</Button>}
    </FileButton>
  );
}
