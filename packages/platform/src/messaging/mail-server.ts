// Mail through a mail server (SMTP), encrypted on the way.
import { SECOND_MS } from '@sutra/kernel/clock';
import { isThisMachine, type MailServer } from '@sutra/kernel/config';
import { createTransport } from 'nodemailer';
import type { MessageProvider } from './public.ts';

const TIMEOUT_MS = 10 * SECOND_MS;

export function mailServer({ url, from }: MailServer): MessageProvider {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isEncrypted = protocol === 'smtps:';
  const transport = createTransport(
    {
      pool: true,
      maxConnections: 2,
      host: hostname.replaceAll(/[[\]]/g, ''),
      port: port === '' ? (isEncrypted ? 465 : 587) : Number(port),
      secure: isEncrypted,
      requireTLS: !isEncrypted && !isThisMachine(hostname),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    },
    { from, headers: { 'Auto-Submitted': 'auto-generated' } },
  );
  return {
    send: async ({ to, subject, text }) => {
      const mail = { to: { name: '', address: to }, subject: subject ?? '', text };
      const failure = await transport.sendMail(mail).then(() => null, reasonOf);
      if (failure !== null) throw new Error(`the mail server: ${failure}`);
    },
    close: () => transport.close(),
  };
}

/** Never the error itself: what the server answers repeats the address. */
function reasonOf(error: { code?: string; responseCode?: number }): string {
  return [error.code, error.responseCode].filter(Boolean).join(' ') || 'unreachable';
}
