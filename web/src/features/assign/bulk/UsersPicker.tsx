import { MultiSelect } from '@mantine/core';
import { useState } from 'react';

import type { User } from '../../../lib/people';
import { UserOption } from '../UserOption';
import { useFoundUsers } from '../use_found_users';

interface Props {
  chosen: User[];
  onChoose: (users: User[]) => void;
}

/** Finds users on the server, one after the other. */
export function UsersPicker({ chosen, onChoose }: Props) {
  const [words, setWords] = useState('');
  const { found, isSearching, error } = useFoundUsers(words, (rested) => rested.trim());
  const ids = new Set(chosen.map(({ user_id }) => user_id));
  const known = [...chosen, ...found.filter(({ user_id }) => !ids.has(user_id))];
  const byId = new Map(known.map((user) => [user.user_id, user]));
  const offered = new Set(found.map(({ user_id }) => user_id));
  return (
    <MultiSelect
      label="Users"
      placeholder="Search by name, id or address"
      data-autofocus
      searchable
      hidePickedOptions
      error={error && 'The users could not be read. Type to try again.'}
      nothingFoundMessage={isSearching ? 'Searching' : 'Nobody is found by these words'}
      data={known.map((user) => ({
        value: user.user_id,
        label: user.display_name,
        disabled: user.deactivated_at !== null,
      }))}
      filter={({ options }) =>
        options.filter((option) => 'value' in option && offered.has(option.value))
      }
      renderOption={({ option }) => <UserOption user={byId.get(option.value)} />}
      searchValue={words}
      onSearchChange={setWords}
      value={[...ids]}
      onChange={(values) => {
        onChoose(values.flatMap((id) => byId.get(id) ?? []));
      }}
      openOnFocus={false}
      comboboxProps={{ withinPortal: false, floatingStrategy: 'fixed', shadow: 'md' }}
      withScrollArea={false}
      styles={{
        options: { maxHeight: 260, overflowY: 'auto' },
        pillsList: { maxHeight: 120, overflowY: 'auto' },
      }}
    />
  );
}
