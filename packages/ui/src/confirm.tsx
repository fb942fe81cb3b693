import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Dialog } from './dialog.tsx';
import { type ReactNode, useState } from 'react';
import { useDelayed } from './delayed.tsx';
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
  /** For what cannot be undone: this name has to be typed first. */
  typeName?: string;
  /** False while something above the button is still to be filled in. */
  isReady?: boolean;
  /** The way out, where "Cancel" would be unclear. */
  cancel?: string;
  /** For what brings something back or adds to it: the button has the colour of any other action. */
  isHarmless?: boolean;
  /** Closes by itself when done; a failure is shown and the dialog stays. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that hurts. */
export function Confirm(props: ConfirmProps) {
  const { opened, onClose, title, consequence, action, typeName, cancel, onConfirm } = props;
  const { isReady = true, isHarmless = false } = props;
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [typed, setTyped] = useState('');
  const isLong = useDelayed(isBusy);
  // Accents and letters can be written in two ways that look the same.
  const isNamed = typeName === undefined || typed.trim().normalize('NFC') === typeName.trim().normalize('NFC');

  const end = () => {
    setTyped('');
    onClose();
  };
  const close = () => {
    if (isBusy) return;
    setError(null);
    end();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      end();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // React lets it rise through the portal: a form around the question would take it for its own and save.
          event.stopPropagation();
          if (isNamed && isReady && !isBusy) void confirm();
        }}
      >
        <Stack gap="md">
          <Text size="sm" component="div">
            {consequence}
          </Text>
          {typeName === undefined ? null : (
            <TextInput
              label={text('ui.confirm.typeName', { name: typeName })}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
          {error === null ? null : <Problem error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button
              variant="default"
              onClick={close}
              disabled={isBusy}
              data-autofocus={typeName === undefined || undefined}
            >
              {cancel ?? text('ui.cancel')}
            </Button>
            <Button
              type="submit"
              {...(isHarmless ? {} : { color: '#b42318' })}
              loading={isLong}
              disabled={!isNamed || !isReady}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

export interface ConfirmAboutProps<Thing extends object> {
  /** Null while nothing is asked. */
  about: Thing | null;
  onClose: () => void;
  words: (about: Thing) => Omit<ConfirmProps, 'opened' | 'onClose'>;
}

/** Asks about one of several things; the words stay while it closes. */
export function ConfirmAbout<Thing extends object>({ about, onClose, words }: ConfirmAboutProps<Thing>) {
  const [shown, setShown] = useState(about);
  if (about !== null && about !== shown) setShown(about);
  return shown === null ? null : <Confirm opened={about !== null} onClose={onClose} {...words(shown)} />;
}
