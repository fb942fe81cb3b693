// Every pattern with all its states on one page; only a demonstration has it.
import { Group, Stack, Text, Title } from '@mantine/core';
import { useText } from '../../app/text.ts';
import { useTitle } from '../../app/title.ts';
import { Leaving } from '../../shell/leaving.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import { Charts } from './charts.tsx';
import { ContractForm } from './contract-form.tsx';
import styles from './dev-ui.module.css';
import { Records } from './records.tsx';
import { Small } from './small.tsx';
import { Tables } from './tables.tsx';

const SECTIONS = [
  { id: 'tables', label: 'devUi.tables', content: Tables },
  { id: 'form', label: 'devUi.form', content: ContractForm },
  { id: 'records', label: 'devUi.records', content: Records },
  { id: 'charts', label: 'devUi.charts', content: Charts },
  { id: 'small', label: 'devUi.small', content: Small },
] as const;

export function DevUiPage() {
  const text = useText();
  useTitle(text('devUi.title'));
  return (
    <Leaving>
      <main className={styles.page}>
        <Group justify="space-between" align="flex-start" gap="sm">
          <div>
            <Title order={1}>{text('devUi.title')}</Title>
            <Text size="sm" c="dimmed">
              {text('devUi.intro')}
            </Text>
          </div>
          <Group gap="xs">
            <TextLink to="/" size="sm">
              {text('notFound.home')}
            </TextLink>
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
        </Group>
        <nav aria-label={text('devUi.contents')}>
          <ul className={styles.contents}>
            {SECTIONS.map(({ id, label }) => (
              <li key={id}>
                <a href={`#${id}`}>{text(label)}</a>
              </li>
            ))}
          </ul>
        </nav>
        {SECTIONS.map(({ id, label, content: Content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-heading`} className={styles.section}>
            <Title order={2} id={`${id}-heading`}>
              {text(label)}
            </Title>
            <Stack gap="sm">
              <Content />
            </Stack>
          </section>
        ))}
      </main>
    </Leaving>
  );
}
