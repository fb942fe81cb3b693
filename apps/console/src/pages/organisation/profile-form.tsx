import { Text, Title } from '@mantine/core';
import { recordChanged } from '@sutra/contracts/failures';
import { getOrganisation, Organisation, OrganisationProfile, updateOrganisation } from '@sutra/contracts/people';
import { isFailure } from '@sutra/sdk/problem';
import { RelativeTime } from '@sutra/ui/format';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { SelectField, TextAreaField, TextField } from '@sutra/ui/form/form-fields';
import { MergeDialog } from '@sutra/ui/change/merge-dialog';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { STATE_CODES, stateName } from '../settings/states.ts';
import styles from './organisation.module.css';
import { type ProfileField, ProfileValue, useMonths, useProfileLabel } from './profile-values.tsx';
import { timeZones, toProfileInput, toTyped, useProfileSchema } from './profile-input.ts';

interface Conflict {
  base: Organisation;
  mine: OrganisationProfile;
  theirs: Organisation;
  seenAt: Date;
}

export function ProfileForm({ organisation }: { organisation: Organisation }) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  // What the form was filled with; it changes with a save, or while nothing was typed.
  const base = useRef(organisation);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const schema = useProfileSchema();
  const labelOf = useProfileLabel();

  const store = async (profile: OrganisationProfile, version: number) => {
    const saved = await session.call(updateOrganisation, { body: profile, version });
    const before = base.current;
    queries.setQueryData(apiQuery(getOrganisation).queryKey, saved);
    base.current = saved;
    // The name stands in the header, which knows it from the sign-in. If this fails it comes with the next refresh.
    if (saved.name !== before.name) await session.refresh().catch(() => undefined);
    announce({ title: text('organisation.saved'), message: text('organisation.saved.help') });
    return saved;
  };
  const form = useRecordForm({
    schema,
    initialValues: toTyped(organisation),
    toInput: toProfileInput,
    onSubmit: async (profile) => {
      try {
        await store(profile, base.current.version);
      } catch (error) {
        if (isFailure(error, recordChanged))
          setConflict({
            base: base.current,
            mine: profile,
            theirs: Organisation.parse(error.problem.current),
            seenAt: new Date(),
          });
        throw error;
      }
    },
  });
  const { isDirty, isPending, reset } = form;
  useEffect(() => {
    if (organisation.version <= base.current.version || isDirty || isPending) return;
    base.current = organisation;
    reset(toTyped(organisation));
  }, [organisation, isDirty, isPending, reset]);

  return (
    <div className={styles.card}>
      <RecordForm form={form} label={text('organisation.title')} submit={text('organisation.save')}>
        <Section title={text('organisation.identity')}>
          <TextField field={form.field('name')} label={labelOf('name')} required maxLength={200} />
          <TextField
            field={form.field('legalName')}
            label={labelOf('legalName')}
            description={text('organisation.legalName.help')}
            maxLength={200}
          />
          <TextField field={form.field('pan')} label={labelOf('pan')} maxLength={10} placeholder="AAACN1234F" />
        </Section>
        <Section title={labelOf('address')}>
          <TextAreaField
            field={form.field('address.lines')}
            label={text('organisation.address.lines')}
            rows={2}
            maxLength={480}
          />
          <TextField field={form.field('address.city')} label={text('organisation.address.city')} maxLength={80} />
          <SelectField
            field={form.field('address.stateCode')}
            label={text('organisation.address.state')}
            options={STATE_CODES.map((code) => ({ value: code, label: stateLabel(code) }))}
          />
          <TextField
            field={form.field('address.pincode')}
            label={text('organisation.address.pincode')}
            maxLength={7}
            inputMode="numeric"
          />
        </Section>
        <Section title={text('organisation.contact')}>
          <TextField
            field={form.field('phone')}
            label={labelOf('phone')}
            description={text('organisation.phone.help')}
            type="tel"
            inputMode="tel"
          />
          <TextField field={form.field('email')} label={labelOf('email')} type="email" inputMode="email" />
          <TextField
            field={form.field('website')}
            label={labelOf('website')}
            inputMode="url"
            placeholder="https://example.in"
          />
        </Section>
        <Section title={text('organisation.time')}>
          <Times form={form} />
        </Section>
      </RecordForm>
      <Changed organisation={organisation} />
      {conflict === null ? null : (
        <MergeDialog
          opened
          onClose={() => setConflict(null)}
          base={OrganisationProfile.parse(conflict.base)}
          mine={conflict.mine}
          theirs={OrganisationProfile.parse(conflict.theirs)}
          changedBy={conflict.theirs.updatedBy ?? text('organisation.somebody')}
          changedAt={conflict.theirs.updatedAt ?? conflict.seenAt}
          labelOf={labelOf}
          formatValue={(value, field) =>
            value === null || value === undefined ? undefined : (
              <ProfileValue field={field as ProfileField} value={value} isPlain />
            )
          }
          onSave={async (merged) => {
            const saved = await store(merged, conflict.theirs.version);
            form.rebase(toTyped(saved), toTyped(saved));
          }}
        />
      )}
    </div>
  );

  function stateLabel(code: string): string {
    const name = stateName(code);
    return name === undefined ? code : `${code} · ${text(name)}`;
  }
}

type ProfileFormState = ReturnType<typeof useRecordForm<ReturnType<typeof toTyped>, OrganisationProfile>>;

function Times({ form }: { form: ProfileFormState }) {
  const text = useText();
  const labelOf = useProfileLabel();
  const months = useMonths();
  const { timeZone } = form.values;
  const zones = useMemo(() => timeZones(timeZone).map((zone) => ({ value: zone, label: zone })), [timeZone]);
  return (
    <>
      <SelectField
        field={form.field('financialYearStartMonth')}
        label={labelOf('financialYearStartMonth')}
        required
        options={months.map((month, index) => ({ value: String(index + 1), label: month }))}
      />
      <SelectField
        field={form.field('timeZone')}
        label={labelOf('timeZone')}
        description={text('organisation.timeZone.help')}
        required
        options={zones}
      />
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.section}>
      <Title order={2} component="legend">
        {title}
      </Title>
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}

function Changed({ organisation: { updatedAt, updatedBy } }: { organisation: Organisation }) {
  const text = useText();
  if (updatedAt === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {text('organisation.changed', { name: updatedBy ?? text('organisation.somebody') })} ·{' '}
      <RelativeTime value={updatedAt} />
    </Text>
  );
}
