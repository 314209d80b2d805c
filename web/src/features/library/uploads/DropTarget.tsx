import { Center, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';

import { LIMITS } from './limits';
import { useUploader } from './use_uploader';

/** The whole page takes files; while some hover over it, it says so. Keyboards have the button. */
export function DropTarget() {
  const uploader = useUploader();
  return (
    <Dropzone.FullScreen
      active
      withinPortal={false}
      activateOnKeyboard={false}
      aria-hidden
      onDrop={(files) => {
        uploader.add(files);
      }}
    >
      <Center mih="calc(100dvh - 4rem)" style={{ pointerEvents: 'none' }}>
        <Stack align="center" gap="xs">
          <Text size="xl" fw={700}>
            Drop videos to upload them
          </Text>
          <Text>{LIMITS}</Text>
        </Stack>
      </Center>
    </Dropzone.FullScreen>
  );
}
