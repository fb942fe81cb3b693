import { useClipboard } from '@mantine/hooks';
import { CopyIcon, DoneIcon } from './icons.tsx';
import { useText } from './language.tsx';
import styles from './copyable.module.css';

export interface CopyableProps {
  value: string;
  /** What it is, for those who hear the page. */
  name: string;
  short?: boolean;
  /** What is seen, where the value has characters that cannot be. */
  visible?: string;
}

/** A code or hash in a monospace; a press copies it. */
export function Copyable({ value, name, short, visible = value }: CopyableProps) {
  const text = useText();
  const clipboard = useClipboard({ timeout: 1500 });
  const shown = short && visible.length > 20 ? `${visible.slice(0, 10)}…${visible.slice(-6)}` : visible;
  return (
    <button
      type="button"
      className={styles.copyable}
      title={visible}
      aria-label={text('ui.copy', { name, value: shown })}
      onClick={() => clipboard.copy(value)}
    >
      <span className={styles.value}>{shown}</span>
      {clipboard.copied ? <DoneIcon size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
      {clipboard.copied ? <output className={styles.hidden}>{text('ui.copied')}</output> : null}
    </button>
  );
}
