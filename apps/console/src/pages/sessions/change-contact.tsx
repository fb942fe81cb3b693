import { Anchor, Button, Stack, Text } from '@mantine/core';
import { type ContactKind, requestContactCode, verifyContact } from '@sutra/contracts/contacts';
import { getMe } from '@sutra/contracts/sessions';
import { Email, Mobile } from '@sutra/contracts/wire';
import { formatMobile, normaliseMobile } from '@sutra/sdk/mobile-number';
import { useNow } from '@sutra/ui/format';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { TextField } from '@sutra/ui/form/form-fields';
import { Problem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { z } from 'zod';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { worded } from '../../app/worded.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { DemoHint } from '../sign-in/demo-hint.tsx';
import { CONTACT_WORDS } from './contact-words.ts';

interface Sent {
  contact: string;
  challengeId: string;
  /** On this device's clock. */
  resendAtMs: number;
}

// The server's time against a clock that may be wrong: nobody waits longer than this.
const LONGEST_WAIT_MS = 60_000;

async function sendCode(kind: ContactKind, contact: string): Promise<Sent> {
  const answer = await session.call(requestContactCode, {
    body: kind === 'mobile' ? { mobile: contact } : { email: contact },
  });
  const waitMs = Math.min(answer.resendAfter.getTime() - Date.now(), LONGEST_WAIT_MS);
  return { contact, challengeId: answer.challengeId, resendAtMs: Date.now() + waitMs };
}

interface ChangeContactProps {
  kind: ContactKind;
  current: string | null;
  onClose: () => void;
}

/** First the number or address, then the code that was sent there. */
export function ChangeContact({ kind, current, onClose }: ChangeContactProps) {
  const text = useText();
  const words = CONTACT_WORDS[kind];
  const [sent, setSent] = useState<Sent | null>(null);
  return (
    <Dialog opened onClose={onClose} title={text(current === null ? words.add : words.change)}>
      {sent === null ? (
        <ContactForm kind={kind} onSent={setSent} onClose={onClose} />
      ) : (
        <CodeForm key={sent.challengeId} kind={kind} sent={sent} onSent={setSent} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface ContactFormProps {
  kind: ContactKind;
  onSent: (sent: Sent) => void;
  onClose: () => void;
}

function ContactForm({ kind, onSent, onClose }: ContactFormProps) {
  const text = useText();
  const words = CONTACT_WORDS[kind];
  const schema = useMemo(
    () => z.object({ contact: worded(kind === 'mobile' ? Mobile : Email, text(words.invalid)) }),
    [text, words, kind],
  );
  const form = useRecordForm({
    schema,
    initialValues: { contact: '' },
    toInput: ({ contact }) => ({
      contact: kind === 'mobile' ? (normaliseMobile(contact) ?? contact) : contact.trim().toLowerCase(),
    }),
    toField: () => 'contact',
    onSubmit: async ({ contact }) => onSent(await sendCode(kind, contact)),
  });
  const kindOfInput = kind === 'mobile' ? 'tel' : 'email';
  return (
    <RecordForm
      form={form}
      label={text(words.field)}
      submit={text('sessions.contacts.send')}
      isGuarded={false}
      onCancel={onClose}
    >
      <TextField
        field={form.field('contact')}
        label={text(words.field)}
        description={text(words.help)}
        required
        type={kindOfInput}
        inputMode={kindOfInput}
        autoComplete={kindOfInput}
        {...(kind === 'mobile' ? { placeholder: '98000 00001' } : {})}
      />
    </RecordForm>
  );
}

interface CodeFormProps extends ContactFormProps {
  sent: Sent;
}

function CodeForm({ kind, sent, onSent, onClose }: CodeFormProps) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const { contact, challengeId } = sent;
  const shown = kind === 'mobile' ? formatMobile(contact) : contact;
  const schema = useMemo(
    () => verifyContact.body.extend({ code: worded(verifyContact.body.shape.code, text('signIn.code.short')) }),
    [text],
  );
  const form = useRecordForm({
    schema,
    initialValues: { code: '' },
    // A message copied with spaces still gives its digits.
    toInput: ({ code }) => ({ challengeId, code: code.replaceAll(/\D/g, '') }),
    onSubmit: async (body) => {
      await session.call(verifyContact, { body });
      announce({ title: text(CONTACT_WORDS[kind].done), message: shown });
      await queries.invalidateQueries({ queryKey: [getMe.id] });
      // What signs in and stands in the header comes from the sign-in. If this fails it comes with the next refresh.
      await session.refresh().catch(() => undefined);
    },
    onSaved: onClose,
  });
  const field = form.field('code');
  // The field before it is gone, and the focus with it.
  useEffect(() => document.getElementById(field.id)?.focus(), [field.id]);
  return (
    <Stack gap="md">
      <RecordForm
        form={form}
        label={text('signIn.code')}
        submit={text('sessions.contacts.verify')}
        isGuarded={false}
        actions={
          <Button variant="default" onClick={onClose}>
            {text('ui.cancel')}
          </Button>
        }
      >
        <TextField
          field={field}
          label={text('signIn.code')}
          description={text('sessions.contacts.code.help', { contact: shown })}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
        />
      </RecordForm>
      <Resend kind={kind} sent={sent} onSent={onSent} />
      <DemoHint to={contact} />
    </Stack>
  );
}

function Resend({ kind, sent, onSent }: Omit<CodeFormProps, 'onClose'>) {
  const text = useText();
  const again = useMutation({ mutationFn: () => sendCode(kind, sent.contact), onSuccess: onSent });
  const seconds = Math.ceil((sent.resendAtMs - useNow(1000)) / 1000);
  return (
    <div>
      {again.error === null ? null : <Problem error={again.error} />}
      {seconds > 0 ? (
        <Text size="sm" c="dimmed">
          {text('signIn.resendIn', { seconds })}
        </Text>
      ) : (
        <Anchor component="button" type="button" size="sm" disabled={again.isPending} onClick={() => again.mutate()}>
          {text('signIn.resend')}
        </Anchor>
      )}
    </div>
  );
}
