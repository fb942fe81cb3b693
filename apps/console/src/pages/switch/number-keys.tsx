import { useWindowEvent } from '@mantine/hooks';
import { BackspaceIcon } from '@sutra/ui/icons';
import type { SyntheticEvent } from 'react';
import { useText } from '../../app/text.ts';
import styles from './switch.module.css';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

export interface NumberKeysProps {
  typed: string;
  onType: (typed: string) => void;
}

/** Keys large enough for a thumb. Those of a keyboard count wherever the focus is, as on a till. */
export function NumberKeys({ typed, onType }: NumberKeysProps) {
  const text = useText();
  useWindowEvent('keydown', ({ target, key, ctrlKey, metaKey, altKey }) => {
    if (target instanceof HTMLInputElement || ctrlKey || metaKey || altKey) return;
    if (/^[0-9]$/.test(key)) onType(typed + key);
    else if (key === 'Backspace') onType(typed.slice(0, -1));
  });
  return (
    <fieldset className={styles.keys} aria-label={text('switch.keys')}>
      {DIGITS.map((digit) => (
        <button
          key={digit}
          type="button"
          className={styles.key}
          onPointerDown={keepFocus}
          onClick={() => onType(typed + digit)}
        >
          {digit}
        </button>
      ))}
      <button
        type="button"
        className={styles.key}
        aria-label={text('switch.pin.delete')}
        onPointerDown={keepFocus}
        onClick={() => onType(typed.slice(0, -1))}
      >
        <BackspaceIcon size={24} stroke={1.6} aria-hidden />
      </button>
    </fieldset>
  );
}

/** In the field, so that keyboard and keys can take turns. */
function keepFocus(event: SyntheticEvent) {
  event.preventDefault();
}
