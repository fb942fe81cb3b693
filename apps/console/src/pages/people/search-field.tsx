import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { SearchIcon } from '@sutra/ui/icons';
import { useState } from 'react';
import { useText } from '../../app/text.ts';

const PAUSE_MS = 250;

export interface SearchFieldProps {
  label: string;
  /** What is searched for now: the URL's. */
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}

/** Searches after a short pause in typing, or at once with Enter. */
export function SearchField({ label, value = '', onSearch }: SearchFieldProps) {
  const text = useText();
  const [typed, setTyped] = useState({ applied: value, now: value });
  // Back, or a link, changes the search from outside.
  if (typed.applied !== value) setTyped({ applied: value, now: value });
  const search = (words: string) => {
    const wanted = words.trim().slice(0, 100);
    setTyped({ applied: wanted, now: words });
    if (wanted !== value) onSearch(wanted === '' ? undefined : wanted);
  };
  const searchSoon = useDebouncedCallback(search, PAUSE_MS);
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          searchSoon.cancel();
          search(typed.now);
        }}
      >
        <TextInput
          size="xs"
          w={{ base: '100%', xs: 320 }}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          aria-label={label}
          placeholder={label}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          leftSection={<SearchIcon size={15} stroke={1.7} aria-hidden />}
          rightSection={
            typed.now === '' ? null : (
              <CloseButton
                size="sm"
                aria-label={text('people.search.clear')}
                onClick={() => {
                  searchSoon.cancel();
                  search('');
                }}
              />
            )
          }
          value={typed.now}
          onChange={({ currentTarget }) => {
            setTyped({ applied: typed.applied, now: currentTarget.value });
            searchSoon(currentTarget.value);
          }}
        />
      </form>
    </search>
  );
}
