import { Button, Group, Text } from '@mantine/core';
import { Copyable } from '@sutra/ui/copyable';
import { useFormat } from '@sutra/ui/format';
import { VerifyIcon } from '@sutra/ui/icons';
import { Notice } from '@sutra/ui/notice';
import { useText } from '../../app/text.ts';
import styles from './audit.module.css';
import type { Verified } from './verification.ts';

/** What the verification found. */
export function VerificationResult({ verified, onClose }: { verified: Verified; onClose: () => void }) {
  const text = useText();
  const format = useFormat();
  const { verification, at } = verified;
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
