import { Button } from '@mantine/core';
import { listSecondFactors, removeTotp, type SecondFactorList } from '@sutra/contracts/second-factors';
import { Confirm } from '@sutra/ui/confirm';
import { useFormat } from '@sutra/ui/format';
import { MobileIcon } from '@sutra/ui/icons';
import { StateBadge } from '@sutra/ui/state-badge';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Card } from './card.tsx';
import { SetUpApp } from './set-up-app.tsx';
import styles from './security.module.css';

/** Codes of an app on the phone. */
export function AuthenticatorApp({ factors: { totp, passkeys } }: { factors: SecondFactorList }) {
  const text = useText();
  const format = useFormat();
  const queries = useQueryClient();
  const [isSettingUp, setSettingUp] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  return (
    <Card
      icon={MobileIcon}
      title={text('security.app')}
      state={totp === null ? null : <StateBadge tone="good">{text('security.isSetUp')}</StateBadge>}
      help={text('security.app.help')}
      actions={
        totp === null ? (
          <Button variant="default" aria-haspopup="dialog" onClick={() => setSettingUp(true)}>
            {text('security.app.setUp')}
          </Button>
        ) : (
          <Button variant="default" c="var(--sutra-danger)" aria-haspopup="dialog" onClick={() => setRemoving(true)}>
            {text('security.app.remove')}
          </Button>
        )
      }
    >
      {totp === null ? null : (
        <span className={styles.note}>{text('security.app.since', { date: format.date(totp.confirmedAt) })}</span>
      )}
      <SetUpApp opened={isSettingUp} onClose={() => setSettingUp(false)} />
      <Confirm
        opened={isRemoving}
        onClose={() => setRemoving(false)}
        title={text('security.app.remove.ask')}
        consequence={text(passkeys.length > 0 ? 'security.app.remove.others' : 'security.remove.last')}
        action={text('security.app.remove')}
        onConfirm={async () => {
          await session.call(removeTotp);
          await queries.invalidateQueries({ queryKey: [listSecondFactors.id] });
        }}
      />
    </Card>
  );
}
