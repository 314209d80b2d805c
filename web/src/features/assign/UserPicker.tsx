import { Group, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useApi } from '../../lib/connection';
import type { User } from '../../lib/people';
import { usersQuery } from '../../lib/user_query';

interface Props {
  chosen: User | null;
  onChoose: (user: User | null) => void;
}

/** Finds users on the server, by the beginning of any word of name, id or address. */
export function UserPicker({ chosen, onChoose }: Props) {
  const [words, setWords] = useState('');
  const [wanted] = useDebouncedValue(words, 200);
  // What stands in the field after a choice is a name, not a search.
  const query = wanted === chosen?.display_name ? '' : wanted.trim();
  const { data, isFetching, isPlaceholderData, error } = useInfiniteQuery(
    usersQuery(useApi(), query),
  );
  // Who was found by other words must not be chosen in a hurry.
  const isSearching = isPlaceholderData || words !== wanted;
  const found = isSearching ? [] : (data?.pages[0]?.items ?? []);
  const known = withChosen(found, chosen);
  const byId = new Map(known.map((user) => [user.user_id, user]));
  return (
    <Select
      label="User"
      placeholder="Search by name, id or address"
      data-autofocus
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Choose somebody else' }}
      error={error && 'The users could not be read. Type to try again.'}
      nothingFoundMessage={
        isSearching || isFetching ? 'Searching' : 'Nobody is found by these words'
      }
      data={known.map((user) => ({
        value: user.user_id,
        label: user.display_name,
        disabled: user.deactivated_at !== null,
      }))}
      filter={({ options }) => options}
      renderOption={({ option }) => <Option user={byId.get(option.value)} />}
      searchValue={words}
      onSearchChange={setWords}
      value={chosen?.user_id ?? null}
      onChange={(id) => {
        onChoose(id === null ? null : (byId.get(id) ?? null));
      }}
      openOnFocus={false}
      // Within the dialog, and not cut off by it.
      comboboxProps={{ withinPortal: false, floatingStrategy: 'fixed', shadow: 'md' }}
      // A list that scrolls by itself is one that keyboards reach.
      withScrollArea={false}
      styles={{ options: { maxHeight: 260, overflowY: 'auto' } }}
    />
  );
}

function withChosen(found: User[], chosen: User | null): User[] {
  if (!chosen || found.some(({ user_id }) => user_id === chosen.user_id)) return found;
  return [chosen, ...found];
}

function Option({ user }: { user: User | undefined }) {
  if (!user) return null;
  return (
    <Group justify="space-between" wrap="nowrap" flex={1}>
      <div>
        <Text size="sm">{user.display_name}</Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {user.user_id}, {user.email}
        </Text>
      </div>
      {user.deactivated_at && <Text size="xs">Deactivated</Text>}
    </Group>
  );
}
