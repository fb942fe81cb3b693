import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { Copyable } from '@sutra/ui/copyable';
import { useFormat } from '@sutra/ui/format';
import { VerifyIcon } from '@sutra/ui/icons';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useText } from '../../app/text.ts';
import type { Verification, VerificationState } from './verification.ts';
import styles from './audit.module.css';

export function VerificationResult({
  state,
  onStart,
  onCancel,
}: {
  state: VerificationState;
  onStart: () => void;
  onCancel: () => void;
}) {
  const text = useText();
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an output may hold words only; this holds lists and buttons
    <div role="status" aria-label={text('audit.verify.label')} className={styles.status}>
      {state.kind === 'running' ? <Running entries={state.entries} onCancel={onCancel} /> : null}
      {state.kind === 'failed' ? <Problem error={state.error} announce={false} onRetry={onStart} /> : null}
      {state.kind === 'done' ? <Done verification={state.verification} at={state.at} onClose={onCancel} /> : null}
    </div>
  );
}

function Running({ entries, onCancel }: { entries: number; onCancel: () => void }) {
  const text = useText();
  return (
    <Notice tone="info" icon={VerifyIcon} title={text('audit.verify.running')}>
      <Stack gap={8} mt={6}>
        <Progress value={100} animated size="xs" aria-label={text('audit.verify.running')} />
        <Group justify="space-between">
          <Text size="sm">{text('audit.verify.progress', { entries })}</Text>
          <Button size="xs" variant="default" onClick={onCancel}>
            {text('ui.cancel')}
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}

function Done({ verification, at, onClose }: { verification: Verification; at: Date; onClose: () => void }) {
  const text = useText();
  const format = useFormat();
  const { ok, entries, problems, head, signedBy } = verification;
  return (
    <Notice
      tone={ok ? 'good' : 'danger'}
      {...(ok ? { icon: VerifyIcon } : {})}
      title={ok ? text('audit.verify.good', { entries }) : text('audit.verify.bad', { problems: problems.length })}
    >
      <Text size="sm">{ok ? text('audit.verify.good.help') : text('audit.verify.bad.help')}</Text>
      {ok ? null : (
        <ul className={styles.problems}>
          {problems.map(({ sequence, message }) => (
            <li key={`${sequence} ${message}`}>
              {sequence === null ? text('audit.verify.whole') : text('audit.verify.entry', { sequence })}:{' '}
              <span lang="en">{message}</span>
            </li>
          ))}
        </ul>
      )}
      <Group gap="lg" mt={6}>
        {head === null ? null : (
          <Text size="xs" component="div">
            {text('audit.verify.head')} <Copyable name={text('audit.verify.head')} value={head} short />
          </Text>
        )}
        {signedBy === null ? null : (
          <Text size="xs" component="div">
            {text('audit.verify.signedBy')} <Copyable name={text('audit.verify.signedBy')} value={signedBy} />
          </Text>
        )}
        <Text size="xs">{format.exact(at)}</Text>
        <Button size="compact-xs" variant="default" ml="auto" onClick={onClose}>
          {text('ui.close')}
        </Button>
      </Group>
    </Notice>
  );
}
