import { Button, Group, Stack, Text } from '@mantine/core';
import { createApiKey, listServiceAccounts } from '@sutra/contracts/service-accounts';
import { Copyable } from '@sutra/ui/copyable';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { DayField, MultiSelectField, TextAreaField, TextField } from '@sutra/ui/form/form-fields';
import { Notice } from '@sutra/ui/notice';
import { Dialog } from '@sutra/ui/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { session, useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { worded } from '../../app/worded.ts';
import { permissionWords } from '../people/words.ts';
import { endOfDay, networksOf, today } from './key-input.ts';
import type { ServiceAccount } from './service-account.ts';
import styles from './service-accounts.module.css';

export interface KeyDialogProps {
  account: ServiceAccount;
  opened: boolean;
  onClose: () => void;
}

/** A new key, then its secret: nobody can show it again. */
export function KeyDialog({ account, opened, onClose }: KeyDialogProps) {
  const text = useText();
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      // A click beside the dialog must not lose the secret.
      closeOnClickOutside={secret === null}
      closeOnEscape={secret === null}
      size={560}
      title={text(secret === null ? 'accounts.key.add.title' : 'accounts.key.secret', { account: account.name })}
    >
      {secret === null ? (
        <KeyForm account={account} onClose={close} onMade={setSecret} />
      ) : (
        <Secret secret={secret} onClose={close} />
      )}
    </Dialog>
  );
}

const NOTHING = { name: '', permissions: [] as readonly string[], expiresAt: null as string | null, ipAllowList: '' };

function KeyForm({
  account,
  onClose,
  onMade,
}: {
  account: ServiceAccount;
  onClose: () => void;
  onMade: (secret: string) => void;
}) {
  const text = useText();
  const queries = useQueryClient();
  const { permissions } = useSignedIn();
  const schema = useMemo(() => {
    const { ipAllowList } = createApiKey.body.shape;
    return createApiKey.body.extend({ ipAllowList: worded(ipAllowList, text('accounts.key.networks.invalid')) });
  }, [text]);
  const form = useRecordForm({
    schema,
    initialValues: NOTHING,
    toInput: ({ name, permissions: chosen, expiresAt, ipAllowList }) => ({
      name: name.trim(),
      permissions: chosen,
      ...(expiresAt === null ? {} : { expiresAt: endOfDay(expiresAt) }),
      ipAllowList: networksOf(ipAllowList),
    }),
    onSubmit: async ({ expiresAt, ...rest }) => {
      const body = { ...rest, ...(expiresAt && { expiresAt }) };
      const { secret } = await session.call(createApiKey, { params: { serviceAccountId: account.id }, body });
      onMade(secret);
      void queries.invalidateQueries({ queryKey: [listServiceAccounts.id] });
    },
  });
  return (
    <RecordForm
      form={form}
      label={text('accounts.key.add.title', { account: account.name })}
      submit={text('accounts.key.add.submit')}
      isGuarded={false}
      onCancel={onClose}
    >
      <TextField
        field={form.field('name')}
        label={text('accounts.key.name')}
        description={text('accounts.key.name.help')}
        required
        maxLength={80}
      />
      <MultiSelectField
        field={form.field('permissions')}
        label={text('accounts.key.permissions')}
        description={text('accounts.key.permissions.help')}
        required
        options={permissions.map((permission) => ({ value: permission, label: permissionWords(text, permission) }))}
      />
      <DayField
        field={form.field('expiresAt')}
        label={text('accounts.key.expires')}
        description={text('accounts.key.expires.help')}
        min={today()}
      />
      <TextAreaField
        field={form.field('ipAllowList')}
        label={text('accounts.key.networks')}
        description={text('accounts.key.networks.help')}
        rows={2}
      />
    </RecordForm>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const text = useText();
  return (
    <Stack gap="md">
      <Notice tone="warning" title={text('accounts.key.secret.once')} role="alert">
        <Text size="sm">{text('accounts.key.secret.help')}</Text>
      </Notice>
      <div className={styles.secret}>
        <Copyable name={text('accounts.key.secret.name')} value={secret} />
      </div>
      <Group justify="flex-end">
        <Button onClick={onClose}>{text('accounts.key.secret.done')}</Button>
      </Group>
    </Stack>
  );
}
