import { Stack } from '@mantine/core';
import type { SettingKind } from '@sutra/contracts/settings';
import { ArchivedBadge } from '../archived-badge.tsx';
import { useText } from '../../../app/text.ts';
import { ButtonLink } from '../../../shell/button-link.tsx';
import { RecordFacts } from '../record/facts.tsx';
import type { SettingRecord } from '../setting-record.ts';

/** One record beside its list, and the way to all of it. */
export function RowPanel({ kind, record }: { kind: SettingKind; record: SettingRecord }) {
  const text = useText();
  return (
    <Stack gap="md" align="start">
      <ArchivedBadge archivedAt={record.archivedAt} />
      <RecordFacts kind={kind} record={record} />
      <ButtonLink to="/settings/$kind/$recordId" params={{ kind, recordId: record.id }} variant="default">
        {text('settings.openRecord')}
      </ButtonLink>
    </Stack>
  );
}
