import { Button, Group } from '@mantine/core';
import { useText } from '../../app/text.ts';

export interface DialogFootProps {
  submit: string;
  isPending: boolean;
  onCancel: () => void;
}

/** How a form in a dialog is sent off or left. */
export function DialogFoot({ submit, isPending, onCancel }: DialogFootProps) {
  const text = useText();
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        {text('ui.cancel')}
      </Button>
      <Button type="submit" loading={isPending}>
        {submit}
      </Button>
    </Group>
  );
}
