import { TextInput } from '@mantine/core';

interface Props {
  note: string;
  onNote: (note: string) => void;
}

/** Why something is changed; it stands in the history for ever. */
export function NoteField({ note, onNote }: Props) {
  return (
    <TextInput
      label="Note"
      description="Optional; stands in the history for ever"
      maxLength={500}
      value={note}
      onChange={(event) => {
        onNote(event.currentTarget.value);
      }}
    />
  );
}
