import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useText } from './language.tsx';
import { Problem } from './problem.tsx';

export interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  /** A question that names the object: "Log out Chrome on Android?" */
  title: string;
  /** What will happen, in words of the person. */
  consequence: ReactNode;
  /** The verb of the title, never "Yes". */
  action: string;
  /** Closes by itself when done; a failure is shown and the dialog stays. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that hurts. */
export function Confirm({ opened, onClose, title, consequence, action, onConfirm }: ConfirmProps) {
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const close = () => {
    if (isBusy) return;
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': text('ui.close') }}>
      <Stack gap="md">
        <Text size="sm">{consequence}</Text>
        {error === null ? null : <Problem error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} disabled={isBusy} data-autofocus>
            {text('ui.cancel')}
          </Button>
          <Button color="#b42318" onClick={() => void confirm()} loading={isBusy}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
