import { Button, Skeleton } from '@mantine/core';
import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { getPin, removePin } from '@sutra/contracts/pins';
import { Confirm } from '@sutra/ui/confirm';
import { useDelayed } from '@sutra/ui/delayed';
import { useFormat, useNow } from '@sutra/ui/format';
import { PinIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { StateBadge } from '@sutra/ui/state-badge';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Card } from './card.tsx';
import { SetPin } from './set-pin.tsx';
import styles from './security.module.css';

const OBSTACLES = { 'no-cookie': 'security.pin.noCookie', 'second-factor': 'security.pin.secondFactor' } as const;

/** How I switch to myself at a counter that several people share. */
export function PinCard() {
  const query = useQuery(apiQuery(getPin));
  const isSlow = useDelayed(query.isPending);
  const { data: pin, error } = query;
  return (
    <>
      {error === null ? null : <Problem error={error} onRetry={() => void query.refetch()} />}
      {pin === undefined ? isSlow && error === null ? <Skeleton height={96} radius={6} /> : null : <Pin pin={pin} />}
    </>
  );
}

function Pin({ pin }: { pin: HandlerOutput<typeof getPin> }) {
  const text = useText();
  const format = useFormat();
  const queries = useQueryClient();
  const nowMs = useNow(60_000);
  const [isSetting, setSetting] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { isSet, isLocked, obstacle, usableUntil } = pin;
  const isOver = usableUntil !== null && usableUntil.getTime() < nowMs;
  return (
    <Card
      icon={PinIcon}
      title={text('security.pin')}
      state={
        !isSet ? null : isLocked || isOver || obstacle !== null ? (
          <StateBadge tone="warning">{text(isLocked ? 'security.pin.isLocked' : 'security.pin.isOver')}</StateBadge>
        ) : (
          <StateBadge tone="good">{text('security.isSetUp')}</StateBadge>
        )
      }
      help={text('security.pin.help')}
      actions={
        <>
          {obstacle === null ? (
            <Button variant="default" aria-haspopup="dialog" onClick={() => setSetting(true)}>
              {text(isSet ? 'security.pin.change' : 'security.pin.set')}
            </Button>
          ) : (
            <span className={styles.note}>{text(OBSTACLES[obstacle])}</span>
          )}
          {isSet ? (
            <Button variant="default" c="var(--sutra-danger)" aria-haspopup="dialog" onClick={() => setRemoving(true)}>
              {text('security.pin.remove')}
            </Button>
          ) : null}
        </>
      }
    >
      {isLocked ? (
        <span className={styles.note}>{text('security.pin.locked.help')}</span>
      ) : usableUntil === null || obstacle !== null ? null : (
        <span className={styles.note}>
          {text(isOver ? 'security.pin.over' : 'security.pin.until', { date: format.date(usableUntil) })}
        </span>
      )}
      <SetPin
        opened={isSetting}
        title={text(isSet ? 'security.pin.change' : 'security.pin.set')}
        onClose={() => setSetting(false)}
      />
      <Confirm
        opened={isRemoving}
        onClose={() => setRemoving(false)}
        title={text('security.pin.remove.ask')}
        consequence={text('security.pin.remove.consequence')}
        action={text('security.pin.remove')}
        onConfirm={async () => {
          await session.call(removePin);
          await queries.invalidateQueries({ queryKey: [getPin.id] });
        }}
      />
    </Card>
  );
}
