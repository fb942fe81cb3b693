import { Button, Stack, Text } from '@mantine/core';
import type { SettingKind } from '@sutra/contracts/settings';
import { Confirm } from '@sutra/ui/confirm';
import { ArchiveIcon, RestoreIcon } from '@sutra/ui/icons';
import { useDescribeProblem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useState } from 'react';
import { useText } from '../../../app/text.ts';
import { useAnnounce } from '../../../shell/announce.ts';
import { KINDS } from '../kinds.ts';
import { moveSetting, type SettingRecord, useSettingsChanged } from '../setting-record.ts';
import styles from '../settings.module.css';

/** The records that are chosen, with what was last known of them. */
export type Chosen = ReadonlyMap<string, SettingRecord>;
type Move = 'archive' | 'restore';
interface Refused {
  name: string;
  reason: string;
}

interface Asked {
  move: Move;
  records: readonly SettingRecord[];
}

export interface BulkOptions {
  kind: SettingKind;
  chosen: Chosen;
  /** What the list shows now: newer than what was chosen. */
  rows: readonly SettingRecord[];
  /** What stays chosen: the records that were refused. */
  onDone: (left: readonly SettingRecord[]) => void;
}

/** Archives or restores what is chosen, one record at a time, and says which were refused and why. */
export function useBulk({ kind, chosen, rows, onDone }: BulkOptions) {
  const text = useText();
  const describe = useDescribeProblem();
  const announce = useAnnounce();
  const settingsChanged = useSettingsChanged();
  const [asked, setAsked] = useState<Asked | null>(null);
  // The words stay while the dialog closes.
  const [shown, setShown] = useState<Asked>({ move: 'archive', records: [] });
  const [refused, setRefused] = useState<readonly Refused[] | null>(null);
  const newest = [...chosen.values()].map((record) => rows.find(({ id }) => id === record.id) ?? record);
  const ask = (move: Move, records: readonly SettingRecord[]) => {
    setShown({ move, records });
    setAsked({ move, records });
  };
  const run = async () => {
    const failures: Refused[] = [];
    const left: SettingRecord[] = [];
    for (const record of shown.records) {
      try {
        await moveSetting(kind, record, shown.move);
      } catch (error) {
        const { title, about, detail } = describe(error);
        const reason = about ?? detail;
        failures.push({ name: record.name, reason: reason === undefined ? title : `${title} (${reason})` });
        left.push(record);
      }
    }
    await settingsChanged(kind);
    onDone(left);
    const done = shown.records.length - left.length;
    if (done > 0) announce({ title: text(DONE[shown.move], { count: done }), message: text(KINDS[kind].name) });
    if (failures.length > 0) setRefused(failures);
  };
  const { move } = shown;
  const words = { count: shown.records.length, kind: text(KINDS[kind].name) };
  return {
    actions: (
      <>
        <MoveButton move="archive" records={newest.filter(({ archivedAt }) => archivedAt === null)} onAsk={ask} />
        <MoveButton move="restore" records={newest.filter(({ archivedAt }) => archivedAt !== null)} onAsk={ask} />
      </>
    ),
    dialogs: (
      <>
        <Confirm
          opened={asked !== null}
          onClose={() => setAsked(null)}
          title={text(move === 'archive' ? 'settings.archive.ask.many' : 'settings.restore.ask.many', words)}
          consequence={text(move === 'archive' ? 'settings.archive.consequence' : 'settings.restore.consequence')}
          isHarmless={move === 'restore'}
          action={text(move === 'archive' ? 'settings.archive' : 'settings.restore')}
          onConfirm={run}
        />
        <RefusedDialog move={move} refused={refused} onClose={() => setRefused(null)} />
      </>
    ),
  };
}

interface MoveButtonProps {
  move: Move;
  records: readonly SettingRecord[];
  onAsk: (move: Move, records: readonly SettingRecord[]) => void;
}

function MoveButton({ move, records, onAsk }: MoveButtonProps) {
  const text = useText();
  if (records.length === 0) return null;
  const Icon = move === 'archive' ? ArchiveIcon : RestoreIcon;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={14} stroke={1.8} aria-hidden />}
      onClick={() => onAsk(move, records)}
    >
      {text(move === 'archive' ? 'settings.archive.count' : 'settings.restore.count', { count: records.length })}
    </Button>
  );
}

const DONE = { archive: 'settings.archive.done', restore: 'settings.restore.done' } as const;

function RefusedDialog({
  move,
  refused,
  onClose,
}: {
  move: Move;
  refused: readonly Refused[] | null;
  onClose: () => void;
}) {
  const text = useText();
  const count = refused?.length ?? 0;
  return (
    <Dialog
      opened={refused !== null}
      onClose={onClose}
      title={text(move === 'archive' ? 'settings.archive.refused' : 'settings.restore.refused', { count })}
    >
      <Stack gap="sm">
        <Text size="sm">{text('settings.refused.help')}</Text>
        <ul className={styles.refused}>
          {(refused ?? []).map(({ name, reason }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a list that does not change while it is shown
            <li key={index}>
              <bdi className={styles.name}>{name}</bdi>
              <div>{reason}</div>
            </li>
          ))}
        </ul>
      </Stack>
    </Dialog>
  );
}
