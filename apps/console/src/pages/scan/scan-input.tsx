import { Button, TextInput } from '@mantine/core';
import { ScanIcon } from '@sutra/ui/icons';
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { useText } from '../../app/text.ts';
import styles from './scan.module.css';
import { SHOWN_SEPARATOR, toRaw, toShown, WedgeKeys } from './wedge.ts';

const MAX_LENGTH = 8192;

/** The one place where codes go in: pasted, typed, or from a scanner that types. */
export function ScanInput({ onScan }: { onScan: (raw: string) => void }) {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const keys = useRef(new WedgeKeys());
  useTypingAnywhere(input);

  const submit = () => {
    const field = input.current!;
    const raw = toRaw(field.value);
    field.value = '';
    field.focus();
    if (raw.trim() !== '') onScan(raw);
  };
  const insert = (shown: string) => {
    const field = input.current!;
    const start = field.selectionStart ?? field.value.length;
    const end = field.selectionEnd ?? field.value.length;
    const room = MAX_LENGTH - field.value.length + end - start;
    field.setRangeText(shown.slice(0, room), start, end, 'end');
  };
  const insertSeparator = () => insert(SHOWN_SEPARATOR);
  const onKeyDown = (event: KeyboardEvent) => {
    const meaning = keys.current.down(event.nativeEvent);
    if (meaning === null) return;
    event.preventDefault();
    if (meaning === 'separator') insertSeparator();
    if (meaning === 'end') submit();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        ref={input}
        className={styles.field ?? ''}
        size="lg"
        label={text('scan.code')}
        description={text('scan.code.help')}
        leftSection={<ScanIcon size={20} stroke={1.6} aria-hidden />}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is there for this field
        autoFocus
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="send"
        maxLength={MAX_LENGTH}
        onKeyDown={onKeyDown}
        onKeyUp={(event) => {
          if (keys.current.up(event.nativeEvent) === 'separator') insertSeparator();
        }}
        onBeforeInput={(event: FormEvent<HTMLInputElement>) => {
          const { data } = event.nativeEvent as InputEvent;
          if (keys.current.repeats(data, event.timeStamp)) event.preventDefault();
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain').trim();
          if (!/[\r\n]/.test(pasted)) return;
          event.preventDefault();
          insert(toShown(pasted));
        }}
        onInput={({ currentTarget: field }) => showSeparators(field)}
      />
      <Button type="submit" size="md">
        {text('scan.submit')}
      </Button>
    </form>
  );
}

function showSeparators(field: HTMLInputElement): void {
  const shown = toShown(field.value);
  if (shown === field.value) return;
  const caret = field.selectionStart;
  field.value = shown;
  field.setSelectionRange(caret, caret);
}

/** Characters typed anywhere on the page belong to the code; buttons, links and other fields keep their own keys. */
function useTypingAnywhere(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const field = input.current;
      const { target } = event;
      if (
        !field ||
        target === field ||
        !(target instanceof HTMLElement) ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        event.key.length !== 1
      )
        return;
      if (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]')) return;
      if (event.key === ' ' && target !== document.body) return;
      field.focus();
    };
    const refocus = () => {
      if (document.activeElement === document.body) input.current?.focus();
    };
    document.addEventListener('keydown', listen, true);
    window.addEventListener('focus', refocus);
    return () => {
      document.removeEventListener('keydown', listen, true);
      window.removeEventListener('focus', refocus);
    };
  }, [input]);
}
