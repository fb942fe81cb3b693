import { Button, NativeSelect, Textarea } from '@mantine/core';
import { readSymbology } from '@sutra/gs1/symbology';
import { type KeyboardEvent, useRef } from 'react';
import { useText } from '../../app/text.ts';
import { WedgeKeys } from '../scan/wedge.ts';
import { type SeparatorStyle, SHOWN_SEPARATOR, toCode, toShown, WRITTEN_SEPARATOR } from './characters.ts';
import styles from './code-inspector.module.css';
import type { CodeState } from './code-state.ts';
import { CODE_LENGTH_MAX } from './search.ts';

// The names of symbologies are the same in every language.
const SYMBOLOGIES: readonly (readonly [identifier: string, name: string])[] = [
  [']d2', 'GS1 DataMatrix'],
  [']C1', 'GS1-128'],
  [']Q3', 'GS1 QR Code'],
  [']e0', 'GS1 DataBar'],
  [']J1', 'GS1 DotCode'],
  [']E0', 'EAN-13, UPC-A, UPC-E'],
  [']E4', 'EAN-8'],
  [']d1', 'DataMatrix'],
  [']Q1', 'QR Code'],
  [']C0', 'Code 128'],
  [']I1', 'ITF-14'],
];
const STYLES: readonly SeparatorStyle[] = ['gs', 'caret', 'words'];

export interface CodeInputProps extends Pick<CodeState, 'code' | 'style' | 'type' | 'chooseStyle'> {
  isWrong: boolean;
}

/** Where a code goes in, typed, pasted or from a scanner, and how it is to be read. */
export function CodeInput({ code, style, type, chooseStyle, isWrong }: CodeInputProps) {
  const text = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const keys = useRef(new WedgeKeys());
  const insertSeparator = () => {
    const { current } = field;
    if (current === null) return;
    current.setRangeText(SHOWN_SEPARATOR, current.selectionStart, current.selectionEnd, 'end');
    type(toCode(current.value, style));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const meaning = keys.current.down(event.nativeEvent);
    if (meaning === null) return;
    event.preventDefault();
    if (meaning === 'separator') insertSeparator();
    // The next scan takes the place of this one.
    if (meaning === 'end') event.currentTarget.select();
  };
  const styleWords = {
    gs: text('codeInspector.separator.gs'),
    caret: text('codeInspector.separator.caret'),
    words: text('codeInspector.separator.words', { written: WRITTEN_SEPARATOR }),
  };
  return (
    <div className={styles.input}>
      <Textarea
        ref={field}
        classNames={{ input: styles.field ?? '' }}
        label={text('codeInspector.code')}
        description={text('codeInspector.code.help')}
        rows={3}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- without a code the page is there for this field
        autoFocus={code === ''}
        maxLength={CODE_LENGTH_MAX}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        error={isWrong}
        value={toShown(code)}
        onKeyDown={onKeyDown}
        onKeyUp={(event) => {
          if (keys.current.up(event.nativeEvent) === 'separator') insertSeparator();
        }}
        onBeforeInput={(event) => {
          const { data } = event.nativeEvent;
          if (keys.current.repeats(data, event.timeStamp)) event.preventDefault();
        }}
        onChange={({ currentTarget }) => type(takeCode(currentTarget, style))}
      />
      <div className={styles.options}>
        <SymbologySelect code={code} onChange={type} />
        <NativeSelect
          label={text('codeInspector.separator')}
          value={style}
          data={STYLES.map((value) => ({ value, label: styleWords[value] }))}
          onChange={({ currentTarget }) => {
            const next = STYLES.find((each) => each === currentTarget.value) ?? 'gs';
            chooseStyle(next);
            type(toCode(toShown(code), next));
          }}
        />
        <div className={styles.buttons}>
          <Button
            variant="default"
            onClick={() => {
              insertSeparator();
              field.current?.focus();
            }}
          >
            {text('codeInspector.insertSeparator')}
          </Button>
          <Button
            variant="default"
            disabled={code === ''}
            onClick={() => {
              type('');
              field.current?.focus();
            }}
          >
            {text('codeInspector.clear')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** What the field holds; where pictures took the place of characters the caret stays behind the one just typed. */
function takeCode(field: HTMLTextAreaElement, style: SeparatorStyle): string {
  const code = toCode(field.value, style);
  const shown = toShown(code);
  if (shown !== field.value) {
    const caret = Math.max(field.selectionStart - field.value.length + shown.length, 0);
    field.value = shown;
    field.setSelectionRange(caret, caret);
  }
  return code;
}

/** The identifier at the start of the code, in words: choosing another one writes it there. */
function SymbologySelect({ code, onChange }: { code: string; onChange: (code: string) => void }) {
  const text = useText();
  const read = readSymbology(code);
  const { symbology, dataAt } = read.ok ? read.value : { symbology: null, dataAt: 0 };
  const isListed = symbology === null || SYMBOLOGIES.some(([identifier]) => identifier === symbology);
  return (
    <NativeSelect
      label={text('codeInspector.symbology')}
      value={symbology ?? ''}
      data={[
        { value: '', label: text('codeInspector.symbology.none') },
        ...SYMBOLOGIES.map(([value, name]) => ({ value, label: `${name} (${value})` })),
        ...(isListed ? [] : [{ value: symbology, label: symbology }]),
      ]}
      onChange={({ currentTarget }) => onChange(currentTarget.value + code.slice(dataAt))}
    />
  );
}
