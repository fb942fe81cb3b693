import { Anchor, Button, Stack, Title, VisuallyHidden } from '@mantine/core';
import { LAST_PIN_TRY, pinInvalid, pinLocked, pinNotEnough, type PinPerson } from '@sutra/contracts/pins';
import { describeDevice } from '@sutra/sdk/device';
import { isFailure } from '@sutra/sdk/problem';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { PinField } from '../../proof/pin-field.tsx';
import { useRefusal } from '../sign-in/refusals.ts';
import { NumberKeys } from './number-keys.tsx';
import styles from './switch.module.css';

const SHUT = {
  locked: { title: 'switch.locked', help: 'switch.locked.help' },
  notEnough: { title: 'switch.notEnough', help: 'switch.notEnough.help' },
} as const;
const LENGTH = { least: 4, most: 6 };

export interface PinPadProps {
  person: PinPerson;
  /** To the others. */
  onBack: () => void;
  /** To a full sign-in. */
  onFull: () => void;
}

export function PinPad({ person, onBack, onFull }: PinPadProps) {
  const text = useText();
  const [shut, setShut] = useState<keyof typeof SHUT | null>(person.isLocked ? 'locked' : null);
  return (
    <Stack gap="md">
      <Title order={1}>
        <bdi>{person.name}</bdi>
      </Title>
      {shut === null ? (
        <PinForm
          person={person}
          onRefused={(error) => {
            if (isFailure(error, pinLocked)) setShut('locked');
            else if (isFailure(error, pinNotEnough)) setShut('notEnough');
          }}
        />
      ) : (
        <>
          <Notice tone="warning" title={text(SHUT[shut].title)} role="alert">
            {text(SHUT[shut].help)}
          </Notice>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the field that had the focus is gone, and this is what is left to do */}
          <Button fullWidth autoFocus onClick={onFull}>
            {text('switch.full')}
          </Button>
        </>
      )}
      <Anchor component="button" type="button" size="sm" style={{ alignSelf: 'start' }} onClick={onBack}>
        {text('switch.pin.back')}
      </Anchor>
    </Stack>
  );
}

function PinForm({ person, onRefused }: { person: PinPerson; onRefused: (error: unknown) => void }) {
  const text = useText();
  const [pin, setPin] = useState('');
  const [isShort, setShort] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const use = useMutation({
    mutationFn: () => {
      const device = describeDevice(navigator.userAgent, navigator.maxTouchPoints);
      return session.signInWithPin({ userId: person.userId, pin, device });
    },
    onSuccess: () => navigate({ to: '/', replace: true }),
    onError: (error) => {
      setPin('');
      field.current?.focus();
      onRefused(error);
    },
  });
  const { beside, rest } = useRefusal(use.error, { codes: [pinInvalid.code], paths: ['body.pin'] });
  const type = (typed: string) => {
    setShort(false);
    setPin(typed.replaceAll(/\D/g, '').slice(0, LENGTH.most));
  };
  const send = () => {
    setShort(pin.length < LENGTH.least);
    if (pin.length >= LENGTH.least && !use.isPending) use.mutate();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Stack gap="md">
        <PinField
          ref={field}
          className={styles.field ?? ''}
          label={text('switch.pin')}
          // The keys below are enough: those of the phone would cover them.
          inputMode="none"
          value={pin}
          onChange={type}
          error={isShort ? text('switch.pin.short') : beside}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- what shows it is there for this field
          autoFocus
        />
        <VisuallyHidden component="output">
          {pin === '' ? '' : text('switch.pin.typed', { count: pin.length })}
        </VisuallyHidden>
        {isLastTry(use.error) ? (
          <Notice tone="warning" title={text('pin.lastTry')} role="alert">
            {text('pin.lastTry.help')}
          </Notice>
        ) : null}
        {rest === null ? null : <Problem error={rest} />}
        <NumberKeys typed={pin} onType={type} />
        <Button type="submit" size="lg" fullWidth loading={use.isPending}>
          {text('switch.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function isLastTry(error: unknown): boolean {
  return isFailure(error, pinInvalid) && (error.problem.about?.some(({ what }) => what === LAST_PIN_TRY) ?? false);
}
