import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { SearchIcon } from '@sutra/ui/icons';
import { useState } from 'react';
import { useIsLeaving } from '../app/is-leaving.ts';
import { useText } from '../app/text.ts';
import styles from './search-field.module.css';

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
  const isLeaving = useIsLeaving();
  const [typed, setTyped] = useState({ seen: value, sent: value, now: value });
  // Back, a link or a saved view changes the search from outside; our own change leaves what is being typed alone.
  if (typed.seen !== value) setTyped({ seen: value, sent: value, now: value === typed.sent ? typed.now : value });
  const search = (words: string) => {
    const wanted = words.trim();
    if (wanted === typed.sent || isLeaving()) return;
    setTyped((last) => ({ ...last, sent: wanted }));
    onSearch(wanted === '' ? undefined : wanted);
  };
  // What stands there by then: a saved view may have been opened meanwhile.
  const searchSoon = useDebouncedCallback(() => search(typed.now), PAUSE_MS);
  const searchNow = (words: string) => {
    searchSoon.cancel();
    search(words);
  };
  return (
    <search className={styles.search}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          searchNow(typed.now);
        }}
      >
        <TextInput
          size="xs"
          type="search"
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
                aria-label={text('search.clear')}
                onClick={() => {
                  setTyped((last) => ({ ...last, now: '' }));
                  searchNow('');
                }}
              />
            )
          }
          value={typed.now}
          onChange={({ currentTarget: { value: now } }) => {
            setTyped((last) => ({ ...last, now }));
            searchSoon();
          }}
        />
      </form>
    </search>
  );
}
