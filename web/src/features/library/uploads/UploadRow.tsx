import { Anchor, Box, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';

import { bytes } from '../../../lib/format';
import type { UploadFile } from './uploader';
import { isOnItsWay, percentOf, stateOf } from './upload_state';
import { useUploader } from './use_uploader';

export function UploadRow({ file }: { file: UploadFile }) {
  return (
    <Box component="li" style={{ listStyle: 'none' }}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Stack gap={0} miw={0}>
          <Name file={file} />
          <Text
            size="xs"
            c={
              file.error
                ? 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))'
                : 'dimmed'
            }
          >
            {wordsOf(file)}
          </Text>
        </Stack>
        <Actions file={file} />
      </Group>
      {isOnItsWay(file) && (
        <Progress.Root size="xs" mt={4}>
          <Progress.Section value={percentOf([file])} aria-label={`Upload of ${file.name}`} />
        </Progress.Root>
      )}
    </Box>
  );
}

function Name({ file }: { file: UploadFile }) {
  const assetId = stateOf(file) === 'uploaded' && file.meta.asset_id;
  if (!assetId) {
    return (
      <Text size="sm" truncate title={file.name}>
        {file.name}
      </Text>
    );
  }
  return (
    <Anchor component={Link} to={`/assets/${assetId}`} size="sm" truncate title={file.name}>
      {file.name}
    </Anchor>
  );
}

function Actions({ file }: { file: UploadFile }) {
  const uploader = useUploader();
  const isFailed = stateOf(file) === 'failed';
  if (!isFailed && !isOnItsWay(file)) return null;
  return (
    <Group gap={4} wrap="nowrap" flex="none">
      {isFailed && !file.meta.is_refused && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Try again: ${file.name}`}
          onClick={() => void uploader.retryUpload(file.id)}
        >
          Try again
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${isFailed ? 'Remove' : 'Cancel'} ${file.name}`}
        onClick={() => {
          uploader.removeFile(file.id);
        }}
      >
        {isFailed ? 'Remove' : 'Cancel'}
      </Button>
    </Group>
  );
}

function wordsOf(file: UploadFile): string {
  const size = bytes(file.size ?? 0);
  switch (stateOf(file)) {
    case 'failed':
      return file.error ?? '';
    case 'uploaded':
      return `Uploaded, ${size}`;
    case 'uploading':
      return `${percentOf([file])}% of ${size}`;
    case 'waiting':
      return `Waiting, ${size}`;
  }
}
