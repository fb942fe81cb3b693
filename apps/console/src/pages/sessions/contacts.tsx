import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { type ContactKind, removeContact } from '@sutra/contracts/contacts';
import { type OwnPerson } from '@sutra/contracts/identity';
import { getMe } from '@sutra/contracts/sessions';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { Confirm } from '@sutra/ui/confirm';
import { useDelayed } from '@sutra/ui/delayed';
import { useFormat } from '@sutra/ui/format';
import { Problem } from '@sutra/ui/problem';
import { StateBadge } from '@sutra/ui/state-badge';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { ChangeContact } from './change-contact.tsx';
import { CONTACT_WORDS } from './contact-words.ts';
import styles from './sessions.module.css';

type Asked = { what: 'change' | 'remove'; kind: ContactKind };

/** By what I sign in and am told of what concerns my account. */
export function Contacts() {
  const text = useText();
  const query = useQuery(apiQuery(getMe));
  const isSlow = useDelayed(query.isPending);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" maw={720}>
        {text('sessions.contacts.help')}
      </Text>
      {query.isError ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending && isSlow ? (
        <Stack gap="sm" component="output" aria-label={text('shell.loading')}>
          <Skeleton height={74} radius={6} />
          <Skeleton height={74} radius={6} />
        </Stack>
      ) : null}
      {query.isSuccess ? (
        <ul className={styles.contacts}>
          {(['mobile', 'email'] as const).map((kind) => (
            <Contact key={kind} kind={kind} user={query.data.user} onAsk={(what) => setAsked({ what, kind })} />
          ))}
        </ul>
      ) : null}
      {query.isSuccess && asked?.what === 'change' ? (
        <ChangeContact kind={asked.kind} current={query.data.user[asked.kind]} onClose={close} />
      ) : null}
      {query.isSuccess ? <Remove asked={asked} user={query.data.user} onClose={close} /> : null}
    </Stack>
  );
}

interface ContactProps {
  kind: ContactKind;
  user: OwnPerson;
  onAsk: (what: Asked['what']) => void;
}

function Contact({ kind, user, onAsk }: ContactProps) {
  const text = useText();
  const format = useFormat();
  const words = CONTACT_WORDS[kind];
  const value = user[kind];
  const verifiedAt = user[`${kind}VerifiedAt`];
  const others = kind === 'mobile' ? user.emailVerifiedAt : user.mobileVerifiedAt;
  return (
    <li className={styles.contact}>
      <div className={styles.contactValue}>
        <Text size="sm" c="dimmed">
          {text(words.name)}
        </Text>
        <Group gap={10}>
          <Text fw={550} component="span" className={styles.value ?? ''}>
            {value === null ? text('sessions.contacts.none') : shown(value)}
          </Text>
          {value === null ? null : verifiedAt === null ? (
            <StateBadge tone="warning">{text('sessions.contacts.unverified')}</StateBadge>
          ) : (
            <span title={format.exact(verifiedAt)}>
              <StateBadge tone="good">{text('sessions.contacts.verified')}</StateBadge>
            </span>
          )}
        </Group>
      </div>
      <Group gap="xs">
        <Button variant="default" size="sm" aria-haspopup="dialog" onClick={() => onAsk('change')}>
          {text(value === null ? words.add : words.change)}
        </Button>
        {value !== null && others !== null ? (
          <Button
            variant="default"
            size="sm"
            c="var(--sutra-danger)"
            aria-haspopup="dialog"
            aria-label={text('sessions.contacts.remove.named', { contact: shown(value) })}
            onClick={() => onAsk('remove')}
          >
            {text('sessions.contacts.remove')}
          </Button>
        ) : null}
      </Group>
    </li>
  );
}

/** The words stay while the dialog closes. */
function Remove({ asked, user, onClose }: { asked: Asked | null; user: OwnPerson; onClose: () => void }) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [last, setLast] = useState<{ kind: ContactKind; contact: string } | null>(null);
  const contact = asked === null ? null : user[asked.kind];
  if (asked?.what === 'remove' && contact !== null && (last?.kind !== asked.kind || last.contact !== contact))
    setLast({ kind: asked.kind, contact });
  if (last === null) return null;
  const words = CONTACT_WORDS[last.kind];
  return (
    <Confirm
      opened={asked?.what === 'remove'}
      onClose={onClose}
      title={text('sessions.contacts.remove.ask', { contact: shown(last.contact) })}
      consequence={text(words.removed)}
      action={text('sessions.contacts.remove')}
      onConfirm={async () => {
        await session.call(removeContact, { params: { kind: last.kind } });
        announce({ title: text('sessions.contacts.remove.done', { contact: shown(last.contact) }), message: '' });
        await queries.invalidateQueries({ queryKey: [getMe.id] });
        // The header and the next sign-in know it from the sign-in. If this fails it comes with the next refresh.
        await session.refresh().catch(() => undefined);
      }}
    />
  );
}

function shown(contact: string): string {
  return contact.startsWith('+') ? formatMobile(contact) : contact;
}
