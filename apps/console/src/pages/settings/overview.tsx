import { Title } from '@mantine/core';
import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { getSettingsOverview, SETTINGS_READ, type SettingKind } from '@sutra/contracts/settings';
import { RelativeTime } from '@sutra/ui/format';
import { ImportIcon, NextIcon, OrganisationIcon, RulesIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { apiQuery } from '../../app/api.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import { GROUPS, KINDS } from './kinds.ts';
import styles from './overview.module.css';

type Count = HandlerOutput<typeof getSettingsOverview>['kinds'][number];

/** Everything that a firm sets up once, and how far it is. */
export function SettingsOverviewPage() {
  const text = useText();
  return (
    <Page title={text('settings.title')} intro={text('settings.intro')} permission={SETTINGS_READ}>
      <Overview />
    </Page>
  );
}

function Overview() {
  const text = useText();
  const query = useQuery(apiQuery(getSettingsOverview));
  const counts = new Map(query.data?.kinds.map((count) => [count.kind, count]));
  return (
    <>
      {query.error === null ? null : <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {GROUPS.map(({ label, kinds }, index) => (
        <section key={label} aria-label={text(label)}>
          <Title order={2} mb={8}>
            {text(label)}
          </Title>
          <ul className={styles.places}>
            {kinds.map((kind) => (
              <Kind key={kind} kind={kind} count={counts.get(kind)} />
            ))}
            {index === 0 ? (
              <Place
                icon={OrganisationIcon}
                purpose={text('settings.profile.purpose')}
                link={<TextLink to="/organisation">{text('settings.profile')}</TextLink>}
              />
            ) : null}
          </ul>
        </section>
      ))}
      <section aria-label={text('rules.title')}>
        <Title order={2} mb={8}>
          {text('rules.title')}
        </Title>
        <ul className={styles.places}>
          <Place
            icon={RulesIcon}
            purpose={text('rules.purpose')}
            link={<TextLink to="/settings/rules">{text('rules.all')}</TextLink>}
          />
        </ul>
      </section>
      <section aria-label={text('settings.imports')}>
        <Title order={2} mb={8}>
          {text('settings.imports')}
        </Title>
        <ul className={styles.places}>
          <Place
            icon={ImportIcon}
            purpose={text('settings.imports.purpose')}
            link={<TextLink to="/settings/imports">{text('settings.imports.all')}</TextLink>}
          />
        </ul>
      </section>
    </>
  );
}

function Kind({ kind, count }: { kind: SettingKind; count: Count | undefined }) {
  const text = useText();
  const { name, purpose, icon } = KINDS[kind];
  return (
    <Place
      icon={icon}
      purpose={text(purpose)}
      link={
        <TextLink to="/settings/$kind" params={{ kind }}>
          {text(name)}
        </TextLink>
      }
      // A space keeps the line until the numbers are there.
      count={count === undefined ? '\u00a0' : <Counts count={count} />}
    />
  );
}

function Counts({ count: { active, archived, updatedAt } }: { count: Count }) {
  const text = useText();
  return (
    <>
      <span className={styles.active} data-empty={active === 0 || undefined}>
        {active === 0 ? text('settings.count.none') : text('settings.count', { count: active })}
      </span>
      {archived === 0 ? null : <span>{text('settings.count.archived', { count: archived })}</span>}
      {updatedAt === null ? null : <RelativeTime value={updatedAt} />}
    </>
  );
}

interface PlaceProps {
  icon: typeof NextIcon;
  link: ReactNode;
  purpose: string;
  count?: ReactNode;
}

function Place({ icon: Icon, link, purpose, count }: PlaceProps) {
  return (
    <li className={styles.place}>
      <Icon size={20} stroke={1.6} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <div className={styles.name}>{link}</div>
        <div className={styles.purpose}>{purpose}</div>
      </div>
      <div className={styles.counts}>{count}</div>
      <NextIcon size={16} stroke={1.7} aria-hidden className={styles.icon} />
    </li>
  );
}
