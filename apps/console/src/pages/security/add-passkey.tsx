import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { addPasskey, beginPasskey } from '@sutra/contracts/second-factors';
import { describeDevice } from '@sutra/sdk/device';
import { Dialog } from '@sutra/ui/dialog';
import { useMutation } from '@tanstack/react-query';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { makePasskey } from '../../proof/passkey.ts';
import { ProofProblem } from '../../proof/proof-problem.tsx';
import { useAdded } from './added.ts';
import { DialogFoot } from './dialog-foot.tsx';

export interface AddPasskeyProps {
  opened: boolean;
  onClose: () => void;
}

/** A name, then the browser asks for fingerprint, face or PIN. */
export function AddPasskey({ opened, onClose }: AddPasskeyProps) {
  const text = useText();
  return (
    <Dialog opened={opened} onClose={onClose} size="sm" title={text('security.passkey.add')}>
      <NameForm onClose={onClose} />
    </Dialog>
  );
}

function NameForm({ onClose }: { onClose: () => void }) {
  const text = useText();
  const added = useAdded();
  const form = useForm({
    initialValues: { name: describeDevice(navigator.userAgent, navigator.maxTouchPoints).name },
    validate: { name: (value) => (value.trim() === '' ? text('ui.form.error.required') : null) },
  });
  const add = useMutation({
    mutationFn: async (name: string) => {
      const { ceremonyId, passkey } = await session.call(beginPasskey);
      const attestation = await makePasskey(passkey);
      return session.call(addPasskey, { body: { ceremonyId, name: name.trim(), attestation } });
    },
    onSuccess: ({ recoveryCodes }) => {
      onClose();
      void added(recoveryCodes);
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ name }) => add.mutate(name))}>
      <Stack gap="md">
        <Text size="sm">{text('security.passkey.add.help')}</Text>
        <TextInput
          label={text('security.passkey.name')}
          description={text('security.passkey.name.help')}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        {add.error === null ? null : <ProofProblem error={add.error} />}
        <DialogFoot submit={text('security.passkey.add.submit')} isPending={add.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
