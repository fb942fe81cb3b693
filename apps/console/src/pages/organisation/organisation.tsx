import { Skeleton, Stack, Tabs } from '@mantine/core';
import { getOrganisationSecurity } from '@sutra/contracts/organisation-security';
import { getOrganisation } from '@sutra/contracts/people';
import { useDelayed } from '@sutra/ui/delayed';
import { Problem } from '@sutra/ui/problem';
import { Facts } from '@sutra/ui/record-page';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { apiQuery } from '../../app/api.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import styles from './organisation.module.css';
import { ProfileForm } from './profile-form.tsx';
import { PROFILE_FIELDS, ProfileValue, useProfileLabel } from './profile-values.tsx';
import { SecurityForm } from './security-form.tsx';

/** The profile, and for owners what is asked of sign-ins. */
export function OrganisationPage() {
  const text = useText();
  const mayChange = useCan('organisation.update');
  const maySecure = useCan('organisation.security');
  const { tab } = useSearch({ from: '/signed-in/organisation' });
  const navigate = useNavigate({ from: '/organisation' });
  const profileIntro = mayChange ? 'organisation.intro' : 'organisation.intro.read';
  const intro = maySecure && tab === 'security' ? 'security.intro' : profileIntro;
  return (
    <Page title={text('organisation.title')} intro={text(intro)}>
      {maySecure ? (
        <Tabs
          value={tab === 'security' ? tab : 'profile'}
          onChange={(to) => void navigate({ search: to === 'security' ? { tab: to } : {} })}
          keepMounted={false}
        >
          <Tabs.List>
            <Tabs.Tab value="profile">{text('organisation.profile')}</Tabs.Tab>
            <Tabs.Tab value="security">{text('organisation.security')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="profile" pt="md">
            <Profile />
          </Tabs.Panel>
          <Tabs.Panel value="security" pt="md">
            <Security />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Profile />
      )}
    </Page>
  );
}

function Profile() {
  const text = useText();
  const mayChange = useCan('organisation.update');
  const labelOf = useProfileLabel();
  const query = useQuery(apiQuery(getOrganisation));
  const isSlow = useDelayed(query.isPending);
  const { data: organisation, error } = query;
  if (error !== null) return <Problem error={error} onRetry={() => void query.refetch()} />;
  if (organisation === undefined) return isSlow ? <Loading /> : null;
  if (mayChange) return <ProfileForm organisation={organisation} />;
  return (
    <section className={styles.card} aria-label={text('organisation.title')}>
      <Facts
        facts={PROFILE_FIELDS.map((field) => ({
          label: labelOf(field),
          value: organisation[field] === null ? null : <ProfileValue field={field} value={organisation[field]} />,
        }))}
      />
    </section>
  );
}

function Security() {
  const query = useQuery(apiQuery(getOrganisationSecurity));
  const isSlow = useDelayed(query.isPending);
  if (query.error !== null) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return isSlow ? <Loading /> : null;
  return <SecurityForm security={query.data} />;
}

function Loading() {
  const text = useText();
  return (
    <Stack gap="md" component="output" aria-label={text('shell.loading')}>
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <Skeleton key={line} height={36} radius={6} maw={560} />
      ))}
    </Stack>
  );
}
