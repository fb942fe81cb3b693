import { Group, Stack, Tabs, Title } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useText } from './language.tsx';
import styles from './record-page.module.css';

export interface Fact {
  label: string;
  /** Null where there is nothing to say. */
  value: ReactNode;
}

/** Names and values of a record. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value ?? <span className={styles.none}>–</span>}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

export interface RecordTab {
  id: string;
  label: string;
  render: () => ReactNode;
}
export interface RecordPageProps {
  /** Where one is: `<Breadcrumbs>`. */
  breadcrumbs?: ReactNode;
  title: string;
  /** 1, where the record is the page. */
  headingOrder?: 1 | 3;
  /** A `<StateBadge>`. */
  state?: ReactNode;
  /** The main action, and what else can be done. */
  actions?: ReactNode;
  /** What has to be known before anything else. */
  notice?: ReactNode;
  facts: readonly Fact[];
  /** A `<Timeline>`. */
  activity?: ReactNode;
  /** The rest; which one is open is in the URL. The first, if none is named. */
  tabs?: readonly RecordTab[];
  tab?: string | undefined;
  onTab?: (id: string) => void;
}

/** One record: what it is and what can be done, facts left, activity right, tabs for the rest. */
export function RecordPage(props: RecordPageProps) {
  const {
    breadcrumbs,
    title,
    headingOrder = 1,
    state,
    actions,
    notice,
    facts,
    activity,
    tabs = [],
    tab,
    onTab,
  } = props;
  const text = useText();
  const open = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <Stack gap="md" maw={1180}>
      {breadcrumbs}
      <div className={styles.head}>
        <Group gap="sm" className={styles.name}>
          <Title order={headingOrder}>{title}</Title>
          {state}
        </Group>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </div>
      {notice}
      <div className={styles.columns} data-single={activity === undefined || undefined}>
        <section className={styles.card} aria-label={text('ui.record.facts')}>
          <Facts facts={facts} />
        </section>
        {activity === undefined ? null : (
          <section className={styles.card} aria-label={text('ui.record.activity')}>
            <Title order={headingOrder === 1 ? 2 : 4} size="h3" mb="sm">
              {text('ui.record.activity')}
            </Title>
            {activity}
          </section>
        )}
      </div>
      {open === undefined ? null : (
        <Tabs value={open.id} onChange={(id) => id !== null && onTab?.(id)} keepMounted={false}>
          <Tabs.List className={styles.tabs ?? ''}>
            {tabs.map(({ id, label }) => (
              <Tabs.Tab key={id} value={id}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ id, render }) => (
            <Tabs.Panel key={id} value={id} pt="md">
              {id === open.id ? render() : null}
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Stack>
  );
}
