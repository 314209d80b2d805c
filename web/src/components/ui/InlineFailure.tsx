import { Alert, Button, Stack, Text } from '@mantine/core';

import { ApiProblem } from '../../lib/problem';

interface Props {
  title: string;
  error: Error;
  onRetry?: () => void;
}

/** Something on a page that did not work, in the server's words, with a way to try it again. */
export function InlineFailure({ title, error, onRetry }: Props) {
  return (
    <Alert color="red" variant="outline" title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        {error instanceof ApiProblem && error.request_id && (
          <Text size="xs" c="dimmed">
            Request {error.request_id}
          </Text>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
