import { Skeleton, Stack, Text, Title } from '@mantine/core';

import { InlineFailure } from '../../components/ui/InlineFailure';
import { RelativeTime } from '../../components/ui/RelativeTime';
import { statusLabel } from '../../components/ui/StatusChip';
import type { components } from '../../lib/contracts';
import { useConversion } from './use_conversion';

type Attempt = components['schemas']['Attempt'];

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
      {data?.attempts.map((attempt) => (
        <Attempted key={attempt.job_id} attempt={attempt} />
      ))}
    </Stack>
  );
}

function Attempted({ attempt }: { attempt: Attempt }) {
  const { queued_at, started_at, finished_at, error } = attempt;
  return (
    <div>
      <Text size="sm">
        {attempt.attempt}. {statusLabel(attempt.status)}
        {error && ` (${error.code})`}
      </Text>
      <Text size="xs" c="dimmed">
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
      </Text>
    </div>
  );
}
