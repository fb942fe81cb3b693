import { Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getPin, pinTooSimple, setPin } from '@sutra/contracts/pins';
import { Problem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keepPinHint } from '../../app/pin-hint.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { PinField } from '../../proof/pin-field.tsx';
import { useRefusal } from '../sign-in/refusals.ts';
import { DialogFoot } from './dialog-foot.tsx';

const PIN = /^[0-9]{4,6}$/;

export interface SetPinProps {
  opened: boolean;
  title: string;
  onClose: () => void;
}

/** Four to six digits, twice: nobody sees what was typed. */
export function SetPin({ opened, title, onClose }: SetPinProps) {
  return (
    <Dialog opened={opened} onClose={onClose} size="sm" title={title}>
      <PinForm onClose={onClose} />
    </Dialog>
  );
}

function PinForm({ onClose }: { onClose: () => void }) {
  const text = useText();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { pin: '', again: '' },
    validate: {
      pin: (pin) => (PIN.test(pin) ? null : text('switch.pin.short')),
      again: (again, { pin }) => (again === pin ? null : text('security.pin.differs')),
    },
  });
  const set = useMutation({
    mutationFn: (pin: string) => session.call(setPin, { body: { pin } }),
    onSuccess: async () => {
      keepPinHint(true);
      onClose();
      await queries.invalidateQueries({ queryKey: [getPin.id] });
    },
  });
  const { beside, rest } = useRefusal(set.error, { codes: [pinTooSimple.code], paths: ['body.pin'] });
  return (
    <form noValidate onSubmit={form.onSubmit(({ pin }) => set.mutate(pin))}>
      <Stack gap="md">
        <Text size="sm">{text('security.pin.set.help')}</Text>
        <PinField
          label={text('security.pin.new')}
          description={text('security.pin.new.help')}
          data-autofocus
          inputMode="numeric"
          {...form.getInputProps('pin')}
          value={form.values.pin}
          error={form.errors['pin'] ?? beside}
        />
        <PinField
          label={text('security.pin.again')}
          inputMode="numeric"
          {...form.getInputProps('again')}
          value={form.values.again}
        />
        {rest === null ? null : <Problem error={rest} />}
        <DialogFoot submit={text('security.pin.save')} isPending={set.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
