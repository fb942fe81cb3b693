import { Button } from '@mantine/core';
import type { SettingKind } from '@sutra/contracts/settings';
import { Confirm } from '@sutra/ui/confirm';
import { ArchiveIcon, RestoreIcon } from '@sutra/ui/icons';
import { useState } from 'react';
import { useText } from '../../../app/text.ts';
import { moveSetting, type SettingRecord, useSettingsChanged } from '../setting-record.ts';

/** Archives a record that is in use, restores one that is archived; asks first. */
export function MoveButton({ kind, record }: { kind: SettingKind; record: SettingRecord }) {
  const text = useText();
  const settingsChanged = useSettingsChanged();
  const [isAsked, setAsked] = useState(false);
  const [isArchived, setArchived] = useState(record.archivedAt !== null);
  const ask = () => {
    // The question stays the same while the answer comes and the dialog closes.
    setArchived(record.archivedAt !== null);
    setAsked(true);
  };
  const Icon = record.archivedAt === null ? ArchiveIcon : RestoreIcon;
  return (
    <>
      <Button variant="default" leftSection={<Icon size={16} stroke={1.8} aria-hidden />} onClick={ask}>
        {text(record.archivedAt === null ? 'settings.archive' : 'settings.restore')}
      </Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text(isArchived ? 'settings.restore.ask' : 'settings.archive.ask', { name: record.name })}
        consequence={text(isArchived ? 'settings.restore.consequence' : 'settings.archive.consequence')}
        isHarmless={isArchived}
        action={text(isArchived ? 'settings.restore' : 'settings.archive')}
        onConfirm={async () => {
          const moved = await moveSetting(kind, record, isArchived ? 'restore' : 'archive');
          await settingsChanged(kind, moved);
        }}
      />
    </>
  );
}
