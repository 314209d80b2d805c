import { Button, Center, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

import { InlineFailure } from '../../components/ui/InlineFailure';
import { SearchField } from '../../components/ui/SearchField';
import { useApi, useCanChange } from '../../lib/connection';
import { counted } from '../../lib/format';
import { useLiveUsers } from '../../lib/live_users';
import type { User } from '../../lib/people';
import { usersQuery } from '../../lib/user_query';
import { type Choice, useChoice } from './use_choice';
import { UserTable } from './UserTable';

interface Props {
  /** What can be done with users who were chosen. */
  assign?: (users: User[], done: () => void) => ReactNode;
}

/** The directory: everybody whom assets can be assigned to. */
export function UserList({ assign }: Props) {
  const [params, setParams] = useSearchParams();
  const choice = useChoice();
  const canChange = useCanChange();
  const isChoosing = canChange && assign !== undefined;
  const words = params.get('query') ?? '';
  return (
    <Stack>
      <Title order={1} size="h2">
        Users
      </Title>
      <SearchField
        label="Search name, id or address"
        words={words}
        onSearch={(wanted) => {
          setParams(wanted ? { query: wanted } : {}, { replace: true });
        }}
      />
      {isChoosing && choice.users.length > 0 && (
        <Group gap="xs">
          <Text size="sm" role="status">
            {counted(choice.users.length, 'user')} chosen
          </Text>
          {assign(choice.users, choice.clear)}
          <Button size="xs" variant="default" onClick={choice.clear}>
            Choose nobody
          </Button>
        </Group>
      )}
      <Found words={words} choice={isChoosing ? choice : undefined} />
    </Stack>
  );
}

function Found({ words, choice }: { words: string; choice: Choice | undefined }) {
  useLiveUsers();
  const list = useInfiniteQuery(usersQuery(useApi(), words));
  const users = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack opacity={list.isPlaceholderData ? 0.6 : 1}>
      {list.error && (
        <InlineFailure
          title="The users could not be read"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <Skeleton h={300} role="status" aria-label="Loading users" />}
      {users?.length === 0 && !list.hasNextPage && <Nobody words={words} />}
      {users && users.length > 0 && <UserTable users={users} choice={choice} />}
      {list.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Load more
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function Nobody({ words }: { words: string }) {
  return (
    <Center mih="30vh">
      <Stack align="center" ta="center" gap="xs">
        <Title order={2} size="h3">
          {words ? 'Nobody is found by these words' : 'Nobody is in the directory yet'}
        </Title>
        <Text>
          {words
            ? 'Try the beginning of another word of the name, the id or the address.'
            : 'Register users by the API, or from a file with mediactl users import.'}
        </Text>
      </Stack>
    </Center>
  );
}
