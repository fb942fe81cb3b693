import { Stack, Title } from '@mantine/core';
import { getSettingHistory, type SettingKind } from '@sutra/contracts/settings';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { MergeDialog } from '@sutra/ui/change/merge-dialog';
import { Notice } from '@sutra/ui/notice';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../../app/api.ts';
import { useText } from '../../../app/text.ts';
import { useAnnounce } from '../../../shell/announce.ts';
import { SettingBreadcrumbs } from '../breadcrumbs.tsx';
import { formatted } from '../record/history.tsx';
import { bodyOf, type SettingBody, type SettingRecord, useSettingsChanged } from '../setting-record.ts';
import { fieldLabel } from '../words.ts';
import styles from './form.module.css';
import { FormColumns } from './form-columns.tsx';
import { SettingFields } from './form-fields.tsx';
import { useChange } from './saving.ts';
import { type SettingValues, toBody, valuesOf } from './setting-form.ts';
import { settingSchema } from './setting-schema.ts';

/** Changes a record. What is stored may change meanwhile: the form keeps what was typed, and saving joins both. */
export function EditSetting({ kind, record }: { kind: SettingKind; record: SettingRecord }) {
  const text = useText();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const settingsChanged = useSettingsChanged();
  // The version that the form began from; newer ones come in beside it.
  const [base] = useState(record);
  const [initialValues] = useState(() => valuesOf(kind, record));
  const changing = useChange(kind, base);
  const leave = (isSaved: boolean) =>
    navigate({
      to: '/settings/$kind/$recordId',
      params: { kind, recordId: record.id },
      replace: true,
      ignoreBlocker: isSaved,
    });
  const finish = async (saved: SettingRecord) => {
    announce({ title: text('settings.saved'), message: saved.name });
    void settingsChanged(kind, saved);
    await leave(true);
  };
  const schema = useMemo(() => settingSchema(kind, text), [kind, text]);
  const form = useRecordForm<SettingValues, SettingBody>({
    schema,
    initialValues,
    toInput: (values) => toBody(kind, values),
    onSubmit: async (body) => {
      await finish(await changing.save(body));
    },
  });
  const { conflict } = changing;
  return (
    <Stack gap="md" maw={1180}>
      <SettingBreadcrumbs kind={kind} label={base.name} />
      <Title order={1}>{text('settings.change.title', { name: base.name })}</Title>
      <output className={styles.notice}>
        {record.version > base.version ? <ChangedMeanwhile record={record} /> : null}
      </output>
      <FormColumns kind={kind} form={form}>
        <RecordForm
          form={form}
          label={text('settings.change.title', { name: base.name })}
          submit={text('settings.save')}
          onCancel={() => void leave(false)}
        >
          <SettingFields kind={kind} form={form} />
        </RecordForm>
      </FormColumns>
      {conflict === null ? null : (
        <Merge
          kind={kind}
          conflict={conflict}
          onClose={changing.dismiss}
          onSave={async (merged) => finish(await changing.saveMerged(merged))}
        />
      )}
    </Stack>
  );
}

/** Somebody else saved while the form was open: nothing to do yet, and good to know. */
function ChangedMeanwhile({ record }: { record: SettingRecord }) {
  const text = useText();
  const isArchived = record.archivedAt !== null;
  return (
    <Notice tone="info" title={text(isArchived ? 'settings.meanwhile.archived' : 'settings.meanwhile')}>
      {text(isArchived ? 'settings.meanwhile.archived.help' : 'settings.meanwhile.help')}
    </Notice>
  );
}

interface MergeProps {
  kind: SettingKind;
  conflict: NonNullable<ReturnType<typeof useChange>['conflict']>;
  onClose: () => void;
  onSave: (merged: SettingBody) => Promise<unknown>;
}

function Merge({ kind, conflict: { base, mine, theirs }, onClose, onSave }: MergeProps) {
  const text = useText();
  const { data } = useQuery(apiQuery(getSettingHistory, { params: { kind, recordId: theirs.id } }));
  const by = data?.items.find(({ version }) => version === theirs.version)?.by.name;
  return (
    <MergeDialog
      opened
      onClose={onClose}
      base={base}
      mine={mine}
      theirs={bodyOf(kind, theirs)}
      changedBy={by ?? text('settings.change.unknown')}
      changedAt={theirs.updatedAt}
      labelOf={(field) => text(fieldLabel(kind, field))}
      formatValue={(value, field) => formatted(kind, value, field)}
      onSave={onSave}
    />
  );
}
