import { Button, FileButton, Group } from '@mantine/core';

import { PICKED } from './content_types';
import type { FileUpload } from './file_upload';
import { useUploader } from './use_uploader';

/** What can be done about a file in its present state. */
export function UploadActions({ upload }: { upload: FileUpload }) {
  const uploader = useUploader();
  const { id, name, status, isRefused } = upload;
  if (status === 'uploaded') return null;
  const act = (does: 'pause' | 'resume' | 'remove') => () => {
    uploader[does](id);
  };
  const isFailed = status === 'failed';
  const isStopped = status === 'paused' || status === 'interrupted';
  return (
    <Group gap={4} wrap="nowrap" flex="none">
      {isPausable(upload) && <Action words="Pause" name={name} onClick={act('pause')} />}
      {isStopped && <Action words="Resume" name={name} onClick={act('resume')} />}
      {status === 'wants_file' && <Rechoose upload={upload} />}
      {isFailed && !isRefused && <Action words="Try again" name={name} onClick={act('resume')} />}
      <Action words={isFailed ? 'Remove' : 'Cancel'} name={name} onClick={act('remove')} />
    </Group>
  );
}

/** A form can't be sent by halves, and what is only still to be put together is there. */
function isPausable({ status, isInParts, sent, size }: FileUpload): boolean {
  return status === 'sending' && isInParts && sent < size;
}

function Action({ words, name, onClick }: { words: string; name: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" aria-label={`${words}: ${name}`} onClick={onClick}>
      {words}
    </Button>
  );
}

function Rechoose({ upload: { id, name } }: { upload: FileUpload }) {
  const uploader = useUploader();
  return (
    <FileButton
      accept={PICKED}
      inputProps={{ 'aria-label': `The file ${name} once more` }}
      onChange={(file) => {
        if (file) uploader.rechoose(id, file);
      }}
    >
      {(props) => (
        <Button {...props} size="compact-xs" variant="default" aria-label={`Choose file: ${name}`}>
          Choose file
        </Button>
      )}
    </FileButton>
  );
}
