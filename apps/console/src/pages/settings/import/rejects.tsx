import { Table, Title } from '@mantine/core';
import type { SettingsImport } from '@sutra/contracts/setting-files';
import type { SettingKind } from '@sutra/contracts/settings';
import { settingFields } from '@sutra/contracts/setting-fields';
import { type TextOf, useText } from '../../../app/text.ts';
import { fieldLabel } from '../words.ts';
import { rejectWords } from './file-words.ts';
import styles from './import.module.css';

/** The lines of a file that cannot be taken, and what is wrong with each. */
export function Rejects({ run: { kind, rejects, rejected } }: { run: SettingsImport }) {
  const text = useText();
  return (
    <div>
      <Title order={2} mb={8}>
        {text('settings.import.rejects')}
      </Title>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- longer than its place, the table scrolls by itself; to be scrolled by keyboard it takes the focus */}
      <section className={styles.rejects} tabIndex={0} aria-label={text('settings.import.rejects')}>
        <Table aria-label={text('settings.import.rejects')} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{text('settings.import.line')}</Table.Th>
              <Table.Th>{text('settings.import.column')}</Table.Th>
              <Table.Th>{text('settings.import.why')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rejects.map(({ line, field, message }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- several rejects of a line have no identity but their place
              <Table.Tr key={index}>
                <Table.Td ta="right">{line}</Table.Td>
                <Table.Td>{field === null ? '–' : columnWord(text, kind, field)}</Table.Td>
                <Table.Td>
                  <Why message={message} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {rejected > rejects.length ? (
        <p className={styles.quiet}>{text('settings.import.rejects.more', { count: rejects.length })}</p>
      ) : null}
    </div>
  );
}

function Why({ message }: { message: string }) {
  const text = useText();
  const own = rejectWords(text, message);
  return own === null ? <bdi lang="en">{message}</bdi> : <bdi>{own}</bdi>;
}

/** The column as the file has it, with its name here beside it. */
function columnWord(text: TextOf, kind: SettingKind, field: string): string {
  const [column = '', ...rest] = field.split('.');
  const declared = settingFields(kind).find(({ name }) => name === column || name.replace(/Id$/, '') === column);
  const shown = [column, ...rest].join('.');
  return declared === undefined ? shown : `${text(fieldLabel(kind, declared.name))} (${shown})`;
}
