import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useFormat } from '@sutra/ui/format';
import { CopyIcon, DoneIcon, DownloadIcon, PrintIcon } from '@sutra/ui/icons';
import { Notice } from '@sutra/ui/notice';
import { useEffect, useState } from 'react';
import { saveFile } from '../../app/save-file.ts';
import { useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { holdUnsaved } from '../../app/unsaved.ts';
import styles from './recovery-codes.module.css';

export interface RecoveryCodesDialogProps {
  codes: readonly string[];
  /** The person says that they have kept them. */
  onKept: () => void;
}

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

/** Ten codes, shown this once: it closes only for whoever says that they are kept. */
export function RecoveryCodesDialog({ codes, onKept }: RecoveryCodesDialogProps) {
  const text = useText();
  const [isKept, setKept] = useState(false);
  useHeld();
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size={460}
      title={text('recovery.title')}
    >
      <Stack gap="md">
        <Notice tone="warning" title={text('recovery.once')}>
          {text('recovery.help')}
        </Notice>
        <Sheet codes={codes} />
        <Keep codes={codes} />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isKept) onKept();
          }}
        >
          <Stack gap="md">
            <Checkbox
              label={text('recovery.kept')}
              checked={isKept}
              onChange={({ currentTarget }) => setKept(currentTarget.checked)}
            />
            <Button type="submit" disabled={!isKept} fullWidth>
              {text('recovery.done')}
            </Button>
          </Stack>
        </form>
      </Stack>
    </Modal>
  );
}

/** What is printed: nothing else of the page is. */
function Sheet({ codes }: { codes: readonly string[] }) {
  const text = useText();
  const format = useFormat();
  const { user } = useSignedIn();
  const [now] = useState(() => new Date());
  return (
    <section className={styles.sheet} aria-label={text('recovery.title')}>
      <div className={styles.printed}>
        <strong>Sutra: {text('recovery.title')}</strong>
        <div>{text('recovery.of', { name: user.name, date: format.date(now) })}</div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari takes a list without its marks for none */}
      <ol className={styles.codes} role="list" translate="no">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
    </section>
  );
}

function Keep({ codes }: { codes: readonly string[] }) {
  const text = useText();
  const format = useFormat();
  const { user } = useSignedIn();
  const clipboard = useClipboard({ timeout: 2000 });
  const download = () => {
    const head = `Sutra: ${text('recovery.title')}\n${text('recovery.of', { name: user.name, date: format.date(new Date()) })}\n`;
    const content = new TextEncoder().encode(`${head}\n${codes.join('\n')}\n`);
    void saveFile({
      name: 'sutra-recovery-codes.txt',
      mediaType: 'text/plain;charset=utf-8',
      content: (async function* once() {
        yield content;
      })(),
    });
  };
  return (
    <Group gap="xs">
      <Button
        variant="default"
        data-autofocus
        leftSection={clipboard.copied ? <DoneIcon {...ICON} /> : <CopyIcon {...ICON} />}
        onClick={() => clipboard.copy(codes.join('\n'))}
      >
        {text('recovery.copy')}
      </Button>
      <Button variant="default" leftSection={<DownloadIcon {...ICON} />} onClick={download}>
        {text('recovery.download')}
      </Button>
      <Button variant="default" leftSection={<PrintIcon {...ICON} />} onClick={() => window.print()}>
        {text('recovery.print')}
      </Button>
      <Text size="sm" component="output">
        {clipboard.copied ? text('ui.copied') : clipboard.error === null ? null : text('recovery.notCopied')}
      </Text>
    </Group>
  );
}

/** Reloading would lose them: the browser asks first. */
function useHeld(): void {
  useEffect(() => {
    const release = holdUnsaved(() => true);
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => {
      release();
      window.removeEventListener('beforeunload', ask);
    };
  }, []);
}
