import { Button, Checkbox, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';

import { MOST_USERS } from '../../../lib/bulks';
import { counted } from '../../../lib/format';
import type { User } from '../../../lib/people';
import { idsOfFile, type Named, withoutWords } from './pasted';
import { UsersPicker } from './UsersPicker';

export interface Chosen {
  picked: User[];
  text: string;
  skips: boolean;
}

interface Props {
  chosen: Chosen;
  named: Named;
  onChange: (chosen: Chosen) => void;
}

/** Whom to give it to: found one by one, pasted, or from a file. */
export function Choice({ chosen, named, onChange }: Props) {
  const { picked, text, skips } = chosen;
  const read = async (file: File | null) => {
    if (!file) return;
    const ids = idsOfFile(await file.text());
    onChange({ ...chosen, text: text.trim() ? `${text.trim()}\n${ids}` : ids });
  };
  return (
    <Stack>
      <UsersPicker
        chosen={picked}
        onChoose={(users) => {
          onChange({ ...chosen, picked: users });
        }}
      />
      <Textarea
        label="Ids of users"
        description="One in a line, or with commas or spaces between them"
        rows={5}
        spellCheck={false}
        value={text}
        error={named.malformed.length > 0 && `No ids of users: ${listed(named.malformed)}`}
        onChange={(event) => {
          onChange({ ...chosen, text: event.currentTarget.value });
        }}
      />
      <Group gap="xs">
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => void read(file)}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              Add ids from a file
            </Button>
          )}
        </FileButton>
        {named.malformed.length > 0 && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onChange({ ...chosen, text: withoutWords(text, new Set(named.malformed)) });
            }}
          >
            Leave out what is no id
          </Button>
        )}
      </Group>
      <Checkbox
        label="Leave out who holds it already"
        checked={skips}
        onChange={(event) => {
          onChange({ ...chosen, skips: event.currentTarget.checked });
        }}
      />
      <Summary named={named} />
    </Stack>
  );
}

function Summary({ named: { ids, duplicates } }: { named: Named }) {
  return (
    <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
      {counted(ids.length, 'user')} chosen.
      {duplicates.length > 0 && ` Named twice, and counted once: ${listed(duplicates)}.`}
      {ids.length > MOST_USERS &&
        ` At most ${counted(MOST_USERS, 'user')} can be given it at once.`}
    </Text>
  );
}

const NAMED = 3;

/** The first few, and how many there are besides. */
export function listed(words: readonly string[]): string {
  const first = words.slice(0, NAMED).join(', ');
  return words.length > NAMED ? `${first} and ${counted(words.length - NAMED, 'other')}` : first;
}
