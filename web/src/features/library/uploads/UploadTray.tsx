import { Affix, Button, Collapse, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';

import type { FileUpload } from './file_upload';
import { isHalted, isOnItsWay, summaryOf } from './upload_state';
import { UploadRow } from './UploadRow';
import { useFileUploads, useUploader } from './use_uploader';

/** Every file on its way, on every page; empty when there is none. */
export function UploadTray() {
  const uploads = useFileUploads();
  const isBusy = uploads.some(isOnItsWay);
  useWindowEvent('beforeunload', (event) => {
    if (isBusy) event.preventDefault();
  });
  return uploads.length > 0 && <Tray uploads={uploads} isBusy={isBusy} />;
}

function Tray({ uploads, isBusy }: { uploads: readonly FileUpload[]; isBusy: boolean }) {
  const [isOpen, { toggle }] = useDisclosure(true);
  const { words, percent } = summaryOf(uploads);
  // What failed or waits wants somebody's eyes.
  const shown = uploads.toSorted((a, b) => urgency(b) - urgency(a));
  return (
    <Affix position={{ bottom: 16, left: 16 }} maw="calc(100vw - 32px)" w={380}>
      <Paper component="section" aria-label="Uploads" withBorder shadow="md" p="sm">
        <Stack gap="xs">
          <Group justify="space-between" wrap="nowrap">
            <Text fw={500} size="sm" role="status">
              {words}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Button size="compact-xs" variant="default" onClick={toggle} aria-expanded={isOpen}>
                {isOpen ? 'Hide files' : 'Show files'}
              </Button>
              {!isBusy && !uploads.some(isHalted) && <Close uploads={uploads} />}
            </Group>
          </Group>
          {isBusy && (
            <Progress.Root size="sm">
              <Progress.Section value={percent} aria-label="All uploads" />
            </Progress.Root>
          )}
          <Collapse expanded={isOpen}>
            <Stack component="ul" gap="xs" m={0} p={0} mah="35vh" style={{ overflowY: 'auto' }}>
              {shown.map((upload) => (
                <UploadRow key={upload.id} upload={upload} />
              ))}
            </Stack>
          </Collapse>
        </Stack>
      </Paper>
    </Affix>
  );
}

function Close({ uploads }: { uploads: readonly FileUpload[] }) {
  const uploader = useUploader();
  return (
    <Button
      size="compact-xs"
      variant="default"
      onClick={() => {
        for (const { id } of uploads) uploader.remove(id);
      }}
    >
      Close
    </Button>
  );
}

function urgency(upload: FileUpload): number {
  if (upload.status === 'failed') return 2;
  return isHalted(upload) ? 1 : 0;
}
