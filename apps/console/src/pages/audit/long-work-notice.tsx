import { Button, Group, Progress as ProgressBar, Stack, Text } from '@mantine/core';
import type { InfoIcon } from '@sutra/ui/icons';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import type { ReactNode } from 'react';
import { useText } from '../../app/text.ts';
import styles from './audit.module.css';
import type { LongWork, Progress } from './long-work.ts';

export interface LongWorkNoticeProps<Result> {
  work: LongWork<Result>;
  label: string;
  running: string;
  icon: typeof InfoIcon;
  done: (result: Result) => ReactNode;
}

export function LongWorkNotice<Result>({ work, label, running, icon, done }: LongWorkNoticeProps<Result>) {
  const { state, start, cancel } = work;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an output may hold words only; this holds lists and buttons
    <div role="status" aria-label={label} className={styles.status}>
      {state.kind === 'running' ? (
        <Notice tone="info" icon={icon} title={running}>
          <Running progress={state.progress} label={running} onCancel={cancel} />
        </Notice>
      ) : null}
      {state.kind === 'failed' ? <Problem error={state.error} announce={false} onRetry={start} /> : null}
      {state.kind === 'done' ? done(state.result) : null}
    </div>
  );
}

function Running({ progress, label, onCancel }: { progress: Progress; label: string; onCancel: () => void }) {
  const text = useText();
  const { entries, total } = progress;
  const share = total === null || total === 0 ? null : Math.min(entries / total, 1) * 100;
  return (
    <Stack gap={8} mt={6}>
      <ProgressBar value={share ?? 100} animated={share === null} size="xs" aria-label={label} />
      <Group justify="space-between">
        {/* Said once, not with every step. */}
        <Text size="sm" aria-live="off">
          {total === null
            ? text('audit.progress', { entries })
            : text('audit.progress.of', { entries: Math.min(entries, total), total })}
        </Text>
        <Button size="xs" variant="default" onClick={onCancel}>
          {text('ui.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
