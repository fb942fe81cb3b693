import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getPin, pinTooSimple, setPin } from '@sutra/contracts/pins';
import { Problem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keepPinHint } from '../../app/pin-hint.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useRefusal } from '../sign-in/refusals.ts';

const PIN = /^[0-9]{4,6}$/;

export interface SetPinProps {
  opened: boolean;
  onClose: () => void;
}

/** Four to six digits, twice: nobody sees what was typed. */
export function SetPin({ opened, onClose }: SetPinProps) {
  const text = useText();
  return (
    <Dialog opened={opened} onClose={onClose} size="sm" title={text('security.pin.set')}>
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
  const secret = { type: 'password', inputMode: 'numeric', autoComplete: 'off', maxLength: 6 } as const;
  return (
    <form noValidate onSubmit={form.onSubmit(({ pin }) => set.mutate(pin))}>
      <Stack gap="md">
        <Text size="sm">{text('security.pin.set.help')}</Text>
        <TextInput
          label={text('security.pin.new')}
          description={text('security.pin.new.help')}
          data-autofocus
          {...secret}
          {...form.getInputProps('pin')}
          error={form.errors['pin'] ?? beside}
        />
        <TextInput label={text('security.pin.again')} {...secret} {...form.getInputProps('again')} />
        {rest === null ? null : <Problem error={rest} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('ui.cancel')}
          </Button>
          <Button type="submit" loading={set.isPending}>
            {text('security.pin.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
