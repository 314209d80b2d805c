import { Affix, Button, Collapse, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';

import { UploadRow } from './UploadRow';
import type { UploadFile } from './uploader';
import { isOnItsWay, summaryOf } from './upload_state';
import { useUploader, useUploadFiles } from './use_uploader';

/** Every file on its way, on every page; empty when there is none. */
export function UploadTray() {
  const files = useUploadFiles();
  const isBusy = files.some(isOnItsWay);
  useWindowEvent('beforeunload', (event) => {
    if (isBusy) event.preventDefault();
  });
  return files.length > 0 && <Tray files={files} isBusy={isBusy} />;
}

function Tray({ files, isBusy }: { files: UploadFile[]; isBusy: boolean }) {
  const uploader = useUploader();
  const [isOpen, { toggle }] = useDisclosure(true);
  const { words, percent } = summaryOf(files);
  // What failed wants somebody's eyes.
  const shown = files.toSorted((a, b) => Number(Boolean(b.error)) - Number(Boolean(a.error)));
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
              {!isBusy && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => {
                    uploader.cancelAll();
                  }}
                >
                  Close
                </Button>
              )}
            </Group>
          </Group>
          {isBusy && (
            <Progress.Root size="sm">
              <Progress.Section value={percent} aria-label="All uploads" />
            </Progress.Root>
          )}
          <Collapse expanded={isOpen}>
            <Stack component="ul" gap="xs" m={0} p={0} mah="35vh" style={{ overflowY: 'auto' }}>
              {shown.map((file) => (
                <UploadRow key={file.id} file={file} />
              ))}
            </Stack>
          </Collapse>
        </Stack>
      </Paper>
    </Affix>
  );
}
