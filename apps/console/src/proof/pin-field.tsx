import { TextInput, type TextInputProps } from '@mantine/core';
import { DOT, pinAfter } from './hidden-digits.ts';

export interface PinFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  value: string;
  onChange: (pin: string) => void;
}

/**
 * Digits that nobody sees or hears. What a browser takes for a password it offers to keep and to fill in, at a shared
 * counter for everybody, whatever `autocomplete` says; so the field holds dots, and the PIN is only with whoever asks.
 */
export function PinField({ value, onChange, ...props }: PinFieldProps) {
  return (
    <TextInput
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      errorProps={{ role: 'alert' }}
      {...props}
      value={DOT.repeat(value.length)}
      onChange={({ currentTarget: field }) => onChange(pinAfter(value, field.value, field.selectionStart))}
    />
  );
}
