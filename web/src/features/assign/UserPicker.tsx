import { Select } from '@mantine/core';
import { useState } from 'react';

import type { User } from '../../lib/people';
import { useFoundUsers } from './use_found_users';
import { UserOption } from './UserOption';

interface Props {
  chosen: User | null;
  onChoose: (user: User | null) => void;
}

/** Finds users on the server, by the beginning of any word of name, id or address. */
export function UserPicker({ chosen, onChoose }: Props) {
  const [words, setWords] = useState('');
  // What stands in the field after a choice is a name, not a search.
  const { found, isSearching, error } = useFoundUsers(words, (rested) =>
    rested === chosen?.display_name ? '' : rested.trim(),
  );
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
      nothingFoundMessage={isSearching ? 'Searching' : 'Nobody is found by these words'}
      data={known.map((user) => ({
        value: user.user_id,
        label: user.display_name,
        disabled: user.deactivated_at !== null,
      }))}
      filter={({ options }) => options}
      renderOption={({ option }) => <UserOption user={byId.get(option.value)} />}
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
