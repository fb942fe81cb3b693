import { Button } from '@mantine/core';
import { listSecondFactors, removePasskey, type SecondFactorList } from '@sutra/contracts/second-factors';
import { ConfirmAbout } from '@sutra/ui/confirm';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { AddIcon, PasskeyIcon } from '@sutra/ui/icons';
import { StateBadge } from '@sutra/ui/state-badge';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { AddPasskey } from './add-passkey.tsx';
import { Card } from './card.tsx';
import styles from './security.module.css';

type Passkey = SecondFactorList['passkeys'][number];
interface Asked {
  passkey: Passkey;
  /** There is no other second factor. */
  isLast: boolean;
}

/** Fingerprint, face or PIN of a device that the person has. */
export function Passkeys({ factors: { passkeys, totp, canUsePasskeys } }: { factors: SecondFactorList }) {
  const text = useText();
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const isLast = passkeys.length === 1 && totp === null;
  const canAdd = canUsePasskeys && 'PublicKeyCredential' in globalThis;
  return (
    <Card
      icon={PasskeyIcon}
      title={text('security.passkeys')}
      state={passkeys.length === 0 ? null : <StateBadge tone="good">{text('security.isSetUp')}</StateBadge>}
      help={text('security.passkeys.help')}
      actions={
        canAdd ? (
          <Button
            variant="default"
            leftSection={<AddIcon size={16} stroke={1.8} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setAdding(true)}
          >
            {text('security.passkey.add')}
          </Button>
        ) : (
          <span className={styles.note}>
            {text(canUsePasskeys ? 'security.passkeys.browser' : 'problem.passkey.unavailable')}
          </span>
        )
      }
    >
      {passkeys.length === 0 ? null : (
        // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari takes a list without its marks for none
        <ul className={styles.list} role="list" aria-label={text('security.passkeys')}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setAsked({ passkey, isLast })} />
          ))}
        </ul>
      )}
      <AddPasskey opened={isAdding} onClose={() => setAdding(false)} />
      <AskRemove asked={asked} onClose={() => setAsked(null)} />
    </Card>
  );
}

function PasskeyRow({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const text = useText();
  const format = useFormat();
  const { name, isBackedUp, createdAt, lastUsedAt } = passkey;
  return (
    <li className={styles.passkey}>
      <div className={styles.words}>
        <bdi className={styles.name}>{name}</bdi>
        <span className={styles.note}>
          {text('security.passkey.created', { date: format.date(createdAt) })}
          {' · '}
          {lastUsedAt === null ? (
            text('security.passkey.unused')
          ) : (
            <>
              {text('security.passkey.used')} <RelativeTime value={lastUsedAt} />
            </>
          )}
        </span>
        <span className={styles.note}>
          {text(isBackedUp ? 'security.passkey.backedUp' : 'security.passkey.thisDevice')}
        </span>
      </div>
      <Button
        size="xs"
        variant="default"
        c="var(--sutra-danger)"
        aria-haspopup="dialog"
        aria-label={text('security.passkey.remove.named', { name })}
        onClick={onRemove}
      >
        {text('security.passkey.remove')}
      </Button>
    </li>
  );
}

function AskRemove({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  const text = useText();
  const queries = useQueryClient();
  return (
    <ConfirmAbout
      about={asked}
      onClose={onClose}
      words={({ passkey: { id, name }, isLast }) => ({
        title: text('security.passkey.remove.ask', { name }),
        consequence: text(isLast ? 'security.remove.last' : 'security.passkey.remove.consequence'),
        action: text('security.passkey.remove'),
        onConfirm: async () => {
          await session.call(removePasskey, { params: { passkeyId: id } });
          await queries.invalidateQueries({ queryKey: [listSecondFactors.id] });
        },
      })}
    />
  );
}
