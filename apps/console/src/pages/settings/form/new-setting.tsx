import { SETTINGS_WRITE, type SettingKind } from '@sutra/contracts/settings';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { Problem } from '@sutra/ui/problem';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useText } from '../../../app/text.ts';
import { useAnnounce } from '../../../shell/announce.ts';
import { PagePending } from '../../../shell/page-pending.tsx';
import { KINDS } from '../kinds.ts';
import { SettingsPage } from '../settings-page.tsx';
import { type SettingBody, settingKind, settingQuery, useSettingsChanged } from '../setting-record.ts';
import { FormColumns } from './form-columns.tsx';
import { SettingFields } from './form-fields.tsx';
import { useCreate } from './saving.ts';
import { copiedBody, emptyBody, type SettingValues, toBody } from './setting-form.ts';
import { settingSchema } from './setting-schema.ts';

export function NewSettingPage() {
  const text = useText();
  const kind = settingKind(useParams({ from: '/signed-in/settings/$kind/new' }).kind);
  const title = text('settings.new', { one: text(KINDS[kind].one) });
  return (
    <SettingsPage kind={kind} label={title} title={title} intro={text(KINDS[kind].purpose)} permission={SETTINGS_WRITE}>
      <NewSetting key={kind} kind={kind} title={title} />
    </SettingsPage>
  );
}

/** Begins with what there is to begin with: nothing, a commodity, or another record. */
function NewSetting({ kind, title }: { kind: SettingKind; title: string }) {
  const { copyOf, commodityId } = useSearch({ from: '/signed-in/settings/$kind/new' });
  const original = useQuery({
    ...settingQuery(kind, copyOf ?? ''),
    enabled: copyOf !== undefined,
    staleTime: Infinity,
  });
  if (copyOf !== undefined && original.data === undefined)
    return original.error === null ? (
      <PagePending />
    ) : (
      <Problem error={original.error} onRetry={() => void original.refetch()} />
    );
  const values = original.data === undefined ? emptyBody(kind) : copiedBody(kind, original.data);
  const begin = commodityId !== undefined && 'commodityId' in values ? { ...values, commodityId } : values;
  return <NewSettingForm kind={kind} title={title} begin={begin} />;
}

function NewSettingForm({ kind, title, begin }: { kind: SettingKind; title: string; begin: SettingValues }) {
  const text = useText();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const settingsChanged = useSettingsChanged();
  const create = useCreate(kind);
  const [initialValues] = useState(begin);
  const schema = useMemo(() => settingSchema(kind, text), [kind, text]);
  const form = useRecordForm<SettingValues, SettingBody>({
    schema,
    initialValues,
    toInput: (values) => toBody(kind, values),
    onSubmit: async (body) => {
      const record = await create(body);
      announce({ title: text('settings.saved'), message: record.name });
      void settingsChanged(kind, record);
      await navigate({
        to: '/settings/$kind/$recordId',
        params: { kind, recordId: record.id },
        replace: true,
        ignoreBlocker: true,
      });
    },
  });
  return (
    <FormColumns kind={kind} form={form}>
      <RecordForm
        form={form}
        label={title}
        submit={text('settings.save')}
        onCancel={() => void navigate({ to: '/settings/$kind', params: { kind } })}
      >
        <SettingFields kind={kind} form={form} />
      </RecordForm>
    </FormColumns>
  );
}
