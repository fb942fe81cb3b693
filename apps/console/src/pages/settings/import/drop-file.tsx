import { Button } from '@mantine/core';
import { FileIcon, ImportIcon } from '@sutra/ui/icons';
import { type DragEvent, useRef, useState } from 'react';
import { useText } from '../../../app/text.ts';
import styles from './import.module.css';

export interface DropFileProps {
  file: File | null;
  onFile: (file: File) => void;
  isBusy: boolean;
}

/** A file chosen with the keyboard, with the pointer, or dropped. */
export function DropFile({ file, onFile, isBusy }: DropFileProps) {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped && !isBusy) onFile(dropped);
  };
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        className={styles.file}
        accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        aria-label={text('settings.import.choose')}
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          if (chosen) onFile(chosen);
          // The same file again, after it was corrected, is a change too.
          currentTarget.value = '';
        }}
      />
      {file === null ? (
        <>
          <ImportIcon size={28} stroke={1.4} aria-hidden className={styles.dropIcon} />
          <span>{text('settings.import.drop')}</span>
        </>
      ) : (
        <>
          <FileIcon size={28} stroke={1.4} aria-hidden className={styles.dropIcon} />
          <span>
            <bdi className={styles.fileName}>{file.name}</bdi>{' '}
            <span className={styles.quiet}>
              {text('settings.import.size', { kilobytes: Math.max(1, Math.round(file.size / 1024)) })}
            </span>
          </span>
        </>
      )}
      <Button variant="default" size="xs" disabled={isBusy} onClick={() => input.current?.click()}>
        {text(file === null ? 'settings.import.choose' : 'settings.import.chooseOther')}
      </Button>
    </div>
  );
}
