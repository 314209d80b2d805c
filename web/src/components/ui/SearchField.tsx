import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

interface Props {
  label: string;
  words: string;
  onSearch: (words: string) => void;
}

/** Typing searches a moment later; words from elsewhere (Back, a link) change the text. */
export function SearchField({ label, words, onSearch }: Props) {
  const [text, setText] = useState(words);
  const [seen, setSeen] = useState(words);
  if (words !== seen) {
    setSeen(words);
    if (words !== text.trim()) setText(words);
  }
  const search = useDebouncedCallback((wanted: string) => {
    onSearch(wanted.trim());
  }, 300);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
      w={{ base: '100%', xs: 260 }}
    />
  );
}
