import { useClipboard } from '@mantine/hooks';
import { CopyIcon, DoneIcon } from './icons.tsx';
import { useText } from './language.tsx';
import styles from './copyable.module.css';

/** A code or hash in a monospace; a press copies it. `name` says what it is, for those who hear the page. */
export function Copyable({ value, name, short }: { value: string; name: string; short?: boolean }) {
  const text = useText();
  const clipboard = useClipboard({ timeout: 1500 });
  const shown = short && value.length > 20 ? `${value.slice(0, 10)}…${value.slice(-6)}` : value;
  return (
    <button
      type="button"
      className={styles.copyable}
      title={value}
      aria-label={text('ui.copy', { name, value: shown })}
      onClick={() => clipboard.copy(value)}
    >
      <span className={styles.value}>{shown}</span>
      {clipboard.copied ? <DoneIcon size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
      {clipboard.copied ? <output className={styles.hidden}>{text('ui.copied')}</output> : null}
    </button>
  );
}
