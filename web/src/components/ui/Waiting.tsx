import { Center, Loader } from '@mantine/core';

export function Waiting({ label }: { label: string }) {
  return (
    <Center mih="60vh">
      <Loader role="status" aria-label={label} />
    </Center>
  );
}
