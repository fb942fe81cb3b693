import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import { FileFormat, type SettingsImport, startSettingsImport } from '@sutra/contracts/setting-files';
import { SETTINGS_WRITE, type SettingKind } from '@sutra/contracts/settings';
import { settingFields } from '@sutra/contracts/setting-fields';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { session } from '../../../app/session.ts';
import { useText } from '../../../app/text.ts';
import { KINDS } from '../kinds.ts';
import { SettingsPage } from '../settings-page.tsx';
import { ExportMenu } from '../list/export-menu.tsx';
import { settingKind } from '../setting-record.ts';
import { fieldLabel } from '../words.ts';
import { DropFile } from './drop-file.tsx';
import { formatOf, type NotTaken, notTaken } from './import-file.rules.ts';
import styles from './import.module.css';
import { ImportsTable } from './imports-table.tsx';

export function StartImportPage() {
  const text = useText();
  const kind = settingKind(useParams({ from: '/signed-in/settings/$kind/import' }).kind);
  const name = text(KINDS[kind].name);
  return (
    <SettingsPage
      kind={kind}
      label={text('settings.import')}
      title={text('settings.import.title', { name })}
      intro={text('settings.import.intro')}
      permission={SETTINGS_WRITE}
    >
      <Start key={kind} kind={kind} />
      <section aria-label={text('settings.import.earlier')}>
        <Title order={2} mb={8}>
          {text('settings.import.earlier')}
        </Title>
        <ImportsTable kind={kind} />
      </section>
    </SettingsPage>
  );
}

const NOT_TAKEN = {
  'unknown-format': 'settings.import.unknownFormat',
  'too-large': 'settings.import.tooLarge',
  empty: 'settings.import.emptyFile',
} as const satisfies Record<NotTaken, string>;

function Start({ kind }: { kind: SettingKind }) {
  const text = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<NotTaken | null>(null);
  // One key for one file: an upload whose answer was lost is not a second import.
  const attempt = useRef<{ file: File; key: string } | null>(null);
  const start = useMutation({
    mutationFn: async (chosen: File): Promise<SettingsImport> => {
      if (attempt.current?.file !== chosen) attempt.current = { file: chosen, key: crypto.randomUUID() };
      return session.callWith({ idempotencyKey: attempt.current.key })(startSettingsImport, {
        params: { kind },
        query: { format: FileFormat.parse(formatOf(chosen.name)), fileName: chosen.name.slice(-200) },
        file: chosen,
      });
    },
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['listSettingsImports'] });
      await navigate({ to: '/settings/imports/$importId', params: { importId: id } });
    },
  });
  const choose = (chosen: File) => {
    start.reset();
    const why = notTaken(chosen);
    setProblem(why);
    setFile(why === null ? chosen : null);
  };
  return (
    <Stack gap="md" maw={860}>
      <section className={styles.card} aria-label={text('settings.import.template')}>
        <Title order={2}>{text('settings.import.template')}</Title>
        <Text size="sm" c="dimmed" mt={2} mb="sm">
          {text('settings.import.template.help')}
        </Text>
        <ExportMenu kind={kind} label={text('settings.import.template.download')} />
        <Columns kind={kind} />
      </section>
      <section className={styles.card} aria-label={text('settings.import.file')}>
        <Title order={2} mb="sm">
          {text('settings.import.file')}
        </Title>
        <Stack gap="sm">
          <DropFile file={file} onFile={choose} isBusy={start.isPending} />
          <output className={styles.status}>
            {problem === null ? null : <Notice tone="danger" title={text(NOT_TAKEN[problem])} />}
          </output>
          {start.error === null ? null : (
            <Problem error={start.error} onRetry={() => file !== null && start.mutate(file)} />
          )}
          <Button
            style={{ alignSelf: 'start' }}
            disabled={file === null}
            loading={start.isPending}
            onClick={() => file !== null && start.mutate(file)}
          >
            {text('settings.import.check')}
          </Button>
        </Stack>
      </section>
    </Stack>
  );
}

/** The columns of a file, with what they are called here. */
function Columns({ kind }: { kind: SettingKind }) {
  const text = useText();
  const [isShown, setShown] = useState(false);
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        mt="sm"
        display="block"
        aria-expanded={isShown}
        onClick={() => setShown(!isShown)}
      >
        {text(isShown ? 'settings.import.columns.hide' : 'settings.import.columns')}
      </Anchor>
      {isShown ? (
        <dl className={styles.columns}>
          {settingFields(kind).map(({ name, type, isOptional }) => (
            <div key={name}>
              <dt>{type === 'reference' ? name.replace(/Id$/, '') : name}</dt>
              <dd>
                {text(fieldLabel(kind, name))}
                {isOptional ? null : ` · ${text('settings.import.required')}`}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}
