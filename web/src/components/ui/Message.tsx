import { Container, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  detail: string;
  children?: ReactNode;
}

/** A page that says one thing. */
export function Message({ title, detail, children }: Props) {
  return (
    <Container size="xs" py="xl">
      <Stack align="flex-start">
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text>{detail}</Text>
        {children}
      </Stack>
    </Container>
  );
}
