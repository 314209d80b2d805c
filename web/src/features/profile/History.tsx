import { Box, Button, Center, Group, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';

import { InlineFailure } from '../../components/ui/InlineFailure';
import type { HistoryAction, User } from '../../lib/people';
import { ACTIONS, actionLabel } from './actions';
import { HistoryRow } from './HistoryRow';
import { useHistory } from './use_history';

/** Every change of what a user held, the newest first. */
export function History({ user }: { user: User }) {
  const [action, setAction] = useState<HistoryAction | null>(null);
  const list = useHistory(user.user_id, action);
  const entries = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack component="section" gap="sm" aria-label="History">
      <Group justify="space-between">
        <Title order={2} size="h4">
          History
        </Title>
        <Select
          aria-label="Kind of entry"
          placeholder="Every kind"
          clearable
          clearButtonProps={{ 'aria-label': 'Every kind' }}
          data={ACTIONS.map((value) => ({ value, label: actionLabel(value) }))}
          value={action}
          onChange={setAction}
          w={180}
        />
      </Group>
      {list.error && (
        <InlineFailure
          title="The history could not be read"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <Skeleton h={200} role="status" aria-label="Loading the history" />}
      {entries?.length === 0 && !list.hasNextPage && (
        <Text c="dimmed">{action ? 'No entry of this kind.' : 'Nothing was ever assigned.'}</Text>
      )}
      <Box component="ol" m={0} p={0} aria-label="Entries" style={{ listStyle: 'none' }}>
        {entries?.map((entry) => (
          <HistoryRow key={entry.entry_id} user={user} entry={entry} />
        ))}
      </Box>
      {list.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Load older entries
          </Button>
        </Center>
      )}
    </Stack>
  );
}
