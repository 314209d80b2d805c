import { Anchor, Box, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';

import type { FileUpload } from './file_upload';
import { isHalted, isOnItsWay, percentOf, wordsOf } from './upload_state';
import { UploadActions } from './UploadActions';

const ALARMING = 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))';
const IDLE = 'light-dark(var(--mantine-color-gray-6), var(--mantine-color-dark-2))';

export function UploadRow({ upload }: { upload: FileUpload }) {
  return (
    <Box component="li" style={{ listStyle: 'none' }}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Stack gap={0} miw={0}>
          <Name upload={upload} />
          <Text size="xs" c={upload.status === 'failed' ? ALARMING : 'dimmed'}>
            {wordsOf(upload)}
          </Text>
        </Stack>
        <UploadActions upload={upload} />
      </Group>
      {(isOnItsWay(upload) || isHalted(upload)) && (
        <Progress.Root size="xs" mt={4}>
          <Progress.Section
            value={percentOf([upload])}
            {...(isHalted(upload) && { color: IDLE })}
            aria-label={`Upload of ${upload.name}`}
          />
        </Progress.Root>
      )}
    </Box>
  );
}

function Name({ upload: { name, status, assetId } }: { upload: FileUpload }) {
  if (status !== 'uploaded' || !assetId) {
    return (
      <Text size="sm" truncate title={name}>
        {name}
      </Text>
    );
  }
  return (
    <Anchor component={Link} to={`/assets/${assetId}`} size="sm" truncate title={name}>
      {name}
    </Anchor>
  );
}
