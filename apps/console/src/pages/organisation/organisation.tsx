import { Skeleton, Stack } from '@mantine/core';
import { getOrganisation } from '@sutra/contracts/people';
import { useDelayed } from '@sutra/ui/delayed';
import { Problem } from '@sutra/ui/problem';
import { Facts } from '@sutra/ui/record-page';
import { useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../app/api.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import styles from './organisation.module.css';
import { ProfileForm } from './profile-form.tsx';
import { PROFILE_FIELDS, ProfileValue, useProfileLabel } from './profile-values.tsx';

export function OrganisationPage() {
  const text = useText();
  const mayChange = useCan('organisation.update');
  const labelOf = useProfileLabel();
  const query = useQuery(apiQuery(getOrganisation));
  const isSlow = useDelayed(query.isPending);
  const { data: organisation, error } = query;
  return (
    <Page title={text('organisation.title')} intro={text(mayChange ? 'organisation.intro' : 'organisation.intro.read')}>
      {error === null ? null : <Problem error={error} onRetry={() => void query.refetch()} />}
      {organisation === undefined ? (
        isSlow && error === null ? (
          <Loading />
        ) : null
      ) : mayChange ? (
        <ProfileForm organisation={organisation} />
      ) : (
        <section className={styles.card} aria-label={text('organisation.title')}>
          <Facts
            facts={PROFILE_FIELDS.map((field) => ({
              label: labelOf(field),
              value: organisation[field] === null ? null : <ProfileValue field={field} value={organisation[field]} />,
            }))}
          />
        </section>
      )}
    </Page>
  );
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
