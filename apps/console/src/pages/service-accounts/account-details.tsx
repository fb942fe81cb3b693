import { Button, Group, Stack, Title } from '@mantine/core';
import { listServiceAccounts, revokeApiKey } from '@sutra/contracts/service-accounts';
import { ConfirmAbout } from '@sutra/ui/confirm';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { AddIcon, KeyIcon } from '@sutra/ui/icons';
import { Facts } from '@sutra/ui/record-page';
import { StateBadge, type Tone } from '@sutra/ui/state-badge';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { permissionWords } from '../people/words.ts';
import { KeyDialog } from './key-dialog.tsx';
import { type ApiKey, keyState, type ServiceAccount } from './service-account.ts';
import styles from './service-accounts.module.css';

const STATES = {
  active: { tone: 'good', word: 'accounts.key.active' },
  expired: { tone: 'warning', word: 'accounts.key.expired' },
  revoked: { tone: 'neutral', word: 'accounts.key.revoked' },
} as const satisfies Record<ReturnType<typeof keyState>, { tone: Tone; word: string }>;

/** The keys of an account, those in use first. */
export function AccountDetails({ account }: { account: ServiceAccount }) {
  const text = useText();
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const inUseFirst = account.keys.toSorted(
    (a, b) =>
      Number(keyState(a) !== 'active') - Number(keyState(b) !== 'active') ||
      b.createdAt.getTime() - a.createdAt.getTime(),
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={2}>{text('accounts.keys')}</Title>
        <Button
          size="xs"
          leftSection={<AddIcon size={14} aria-hidden />}
          aria-haspopup="dialog"
          onClick={() => setAdding(true)}
        >
          {text('accounts.key.add')}
        </Button>
      </Group>
      {inUseFirst.length === 0 ? (
        <Empty icon={KeyIcon} title={text('accounts.keys.empty')}>
          {text('accounts.keys.empty.help')}
        </Empty>
      ) : (
        inUseFirst.map((key) => <KeyCard key={key.id} apiKey={key} onRevoke={() => setAsked(key)} />)
      )}
      <KeyDialog account={account} opened={isAdding} onClose={() => setAdding(false)} />
      <AskRevoke account={account} asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}

function KeyCard({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const text = useText();
  const format = useFormat();
  const headingId = useId();
  const state = keyState(apiKey);
  const { name, hint, permissions, ipAllowList, createdAt, expiresAt, lastUsedAt, hasMakerLeft } = apiKey;
  return (
    <section className={styles.key} aria-labelledby={headingId}>
      <Group justify="space-between" gap="xs">
        <Title order={3} id={headingId}>
          <bdi>{name}</bdi>
        </Title>
        <Group gap="xs">
          {state === 'active' && hasMakerLeft ? (
            <StateBadge tone="warning">{text('accessReview.finding.makerLeft')}</StateBadge>
          ) : null}
          <StateBadge tone={STATES[state].tone}>{text(STATES[state].word)}</StateBadge>
        </Group>
      </Group>
      <Facts
        facts={[
          { label: text('accounts.key.hint'), value: <code className={styles.code}>{hint}…</code> },
          {
            label: text('accounts.key.permissions'),
            value: (
              <ul className={styles.plain}>
                {permissions.map((permission) => (
                  <li key={permission} title={permission}>
                    {permissionWords(text, permission)}
                  </li>
                ))}
              </ul>
            ),
          },
          {
            label: text('accounts.key.networks'),
            value:
              ipAllowList.length === 0 ? (
                text('accounts.key.anywhere')
              ) : (
                <span className={styles.code}>{ipAllowList.join(', ')}</span>
              ),
          },
          { label: text('accounts.created'), value: format.date(createdAt) },
          {
            label: text('accounts.key.expires'),
            value: expiresAt === null ? text('accounts.key.never') : format.exact(expiresAt),
          },
          {
            label: text('accounts.key.lastUsed'),
            value: lastUsedAt === null ? text('accounts.key.neverUsed') : <RelativeTime value={lastUsedAt} />,
          },
        ]}
      />
      {state === 'active' ? (
        <Group>
          <Button
            size="xs"
            variant="default"
            c="var(--sutra-danger)"
            aria-label={text('accounts.key.revoke.named', { name })}
            onClick={onRevoke}
          >
            {text('accounts.key.revoke')}
          </Button>
        </Group>
      ) : null}
    </section>
  );
}

function AskRevoke({
  account,
  asked,
  onClose,
}: {
  account: ServiceAccount;
  asked: ApiKey | null;
  onClose: () => void;
}) {
  const text = useText();
  const queries = useQueryClient();
  const refetch = () => queries.invalidateQueries({ queryKey: [listServiceAccounts.id] });
  return (
    <ConfirmAbout
      about={asked}
      onClose={onClose}
      words={({ id, name, hint }) => ({
        title: text('accounts.key.revoke.ask', { name }),
        consequence: text('accounts.key.revoke.consequence', { account: account.name, hint }),
        action: text('accounts.key.revoke'),
        onConfirm: async () => {
          try {
            await session.call(revokeApiKey, { params: { serviceAccountId: account.id, keyId: id } });
          } finally {
            await refetch();
          }
        },
      })}
    />
  );
}
