import { SETTINGS_READ, SETTINGS_WRITE, type SettingKind } from '@sutra/contracts/settings';
import { ChangedIcon, CopyIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { RecordPage, type RecordTab } from '@sutra/ui/record-page';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCan } from '../../../app/session.ts';
import { useText } from '../../../app/text.ts';
import { useTitle } from '../../../app/title.ts';
import { ButtonLink } from '../../../shell/button-link.tsx';
import { Page } from '../../../shell/page.tsx';
import { PagePending } from '../../../shell/page-pending.tsx';
import { ArchivedBadge } from '../archived-badge.tsx';
import { SettingBreadcrumbs } from '../breadcrumbs.tsx';
import { EditSetting } from '../form/edit-setting.tsx';
import { GridRules } from '../grid/grid-rules.tsx';
import { GridPreview } from '../grid/preview.tsx';
import { gridOf } from '../grid/grid-form.ts';
import { KINDS } from '../kinds.ts';
import { settingKind, settingQuery, type SettingRecord } from '../setting-record.ts';
import { useFacts } from './facts.tsx';
import { History } from './history.tsx';
import { MoveButton } from './move-button.tsx';

export function SettingRecordPage() {
  const text = useText();
  const mayRead = useCan(SETTINGS_READ);
  const { kind: kindText, recordId } = useParams({ from: '/signed-in/settings/$kind/$recordId' });
  const kind = settingKind(kindText);
  const query = useQuery({ ...settingQuery(kind, recordId), enabled: mayRead });
  if (query.data !== undefined) return <Loaded key={recordId} kind={kind} record={query.data} />;
  if (mayRead && query.error === null) return <PagePending />;
  return (
    <Page title={text(KINDS[kind].name)} permission={SETTINGS_READ}>
      <Problem error={query.error} onRetry={() => void query.refetch()} />
    </Page>
  );
}

function Loaded({ kind, record }: { kind: SettingKind; record: SettingRecord }) {
  const { edit } = useSearch({ from: '/signed-in/settings/$kind/$recordId' });
  const mayWrite = useCan(SETTINGS_WRITE);
  useTitle(record.name);
  // A form in progress stays when the record is archived under it: saving says what happened.
  if (edit === 'yes' && mayWrite) return <EditSetting kind={kind} record={record} />;
  return <ReadSetting kind={kind} record={record} mayWrite={mayWrite} />;
}

function ReadSetting({ kind, record, mayWrite }: { kind: SettingKind; record: SettingRecord; mayWrite: boolean }) {
  const text = useText();
  const facts = useFacts(kind, record);
  const { tab } = useSearch({ from: '/signed-in/settings/$kind/$recordId' });
  const navigate = useNavigate({ from: '/settings/$kind/$recordId' });
  const tabs: RecordTab[] =
    kind === 'quality-grids'
      ? [
          { id: 'rules', label: text('settings.field.rules'), render: () => <GridRules {...gridOf(record)} /> },
          { id: 'try', label: text('settings.preview'), render: () => <GridPreview {...gridOf(record)} /> },
        ]
      : [];
  return (
    <RecordPage
      breadcrumbs={<SettingBreadcrumbs kind={kind} label={record.name} />}
      title={record.name}
      state={<ArchivedBadge archivedAt={record.archivedAt} />}
      actions={mayWrite ? <Actions kind={kind} record={record} /> : undefined}
      facts={facts}
      activity={<History kind={kind} recordId={record.id} />}
      tabs={tabs}
      tab={tab}
      onTab={(id) => void navigate({ search: id === 'rules' ? {} : { tab: id }, replace: true, resetScroll: false })}
    />
  );
}

function Actions({ kind, record }: { kind: SettingKind; record: SettingRecord }) {
  const text = useText();
  const params = { kind, recordId: record.id };
  return (
    <>
      <MoveButton kind={kind} record={record} />
      <ButtonLink
        to="/settings/$kind/new"
        params={{ kind }}
        search={{ copyOf: record.id }}
        variant="default"
        leftSection={<CopyIcon size={16} stroke={1.8} aria-hidden />}
      >
        {text(kind === 'quality-grids' ? 'settings.newEdition' : 'settings.copy')}
      </ButtonLink>
      {record.archivedAt === null ? (
        <ButtonLink
          to="/settings/$kind/$recordId"
          params={params}
          search={{ edit: 'yes' }}
          leftSection={<ChangedIcon size={16} stroke={1.8} aria-hidden />}
        >
          {text('settings.change')}
        </ButtonLink>
      ) : null}
    </>
  );
}
