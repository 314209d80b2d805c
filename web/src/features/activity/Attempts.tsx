import { Box, Group, Skeleton, Stack, Text, Title } from '@mantine/core';

import { InlineFailure } from '../../components/ui/InlineFailure';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { StatusIcon, statusLabel } from '../../components/ui/StatusChip';
import type { components } from '../../lib/contracts';
import { duration } from '../../lib/format';
import { useConversion } from './use_conversion';

type Attempt = components['schemas']['Attempt'];

/** Every try at converting the file, the newest first. */
export function Attempts({ assetId }: { assetId: string }) {
  const { data, error, refetch } = useConversion(assetId);
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Attempts
      </Title>
      {error && (
        <InlineFailure
          title="The attempts could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {!data && !error && <Skeleton h={40} role="status" aria-label="Loading the attempts" />}
      {data && (
        <Stack component="ol" aria-label="Attempts" gap="sm" m={0} p={0}>
          {data.attempts.map((attempt) => (
            <Attempted key={attempt.job_id} attempt={attempt} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function Attempted({ attempt }: { attempt: Attempt }) {
  const { attempt: number, status, error } = attempt;
  return (
    <Box component="li" style={{ listStyle: 'none' }}>
      <Group gap={6} wrap="nowrap">
        <StatusIcon status={status} />
        <Text size="sm">
          {number}. {statusLabel(status)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        <Times attempt={attempt} />
      </Text>
      {error && (
        <Text size="xs">
          {error.message} ({error.code})
        </Text>
      )}
    </Box>
  );
}

function Times({ attempt: { queued_at, started_at, finished_at } }: { attempt: Attempt }) {
  return (
    <>
      Queued <RelativeTime at={queued_at} />
      {started_at && (
        <>
          , started <RelativeTime at={started_at} />
        </>
      )}
      {finished_at && (
        <>
          , finished <RelativeTime at={finished_at} />
        </>
      )}
      {started_at && finished_at && ` (took ${tookOf(started_at, finished_at)})`}
    </>
  );
}

function tookOf(started: string, finished: string): string {
  return duration((Date.parse(finished) - Date.parse(started)) / 1000);
}
