// Mail through a mail server (SMTP), encrypted on the way.
import { SECOND_MS } from '@sutra/kernel/clock';
import { isThisMachine, type MailServer } from '@sutra/kernel/config';
import { createTransport } from 'nodemailer';
import type { MessageProvider } from './public.ts';

const CONNECT_WITHIN_MS = 10 * SECOND_MS;
/** A server may think long before it takes a mail (RFC 5321, 4.5.3.2); one that was given up would come twice. */
const SEND_WITHIN_MS = 60 * SECOND_MS;

/** `ca`: whose certificates are good, if not those of Node. */
export function mailServer({ url, from }: MailServer, ca?: string): MessageProvider {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isEncrypted = protocol === 'smtps:';
  const transport = createTransport(
    {
      host: hostname.replaceAll(/[[\]]/g, ''),
      port: port === '' ? (isEncrypted ? 465 : 587) : Number(port),
      secure: isEncrypted,
      requireTLS: !isThisMachine(hostname),
      ignoreTLS: isThisMachine(hostname),
      connectionTimeout: CONNECT_WITHIN_MS,
      greetingTimeout: CONNECT_WITHIN_MS,
      socketTimeout: SEND_WITHIN_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(ca !== undefined && { tls: { ca } }),
      ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    },
    { from, headers: { 'Auto-Submitted': 'auto-generated' } },
  );
  return {
    send: async ({ to, subject, text }) => {
      const signal = AbortSignal.timeout(SEND_WITHIN_MS);
      const mail = { to: { name: '', address: to }, subject: subject ?? '', text, signal };
      const failure = await transport.sendMail(mail).then(() => null, reasonOf);
      if (failure !== null) throw new Error(`the mail server: ${failure}`);
    },
  };
}

/** Never the error itself: what the server answers repeats the address. */
function reasonOf(error: { code?: string; responseCode?: number }): string {
  return [error.code, error.responseCode].filter(Boolean).join(' ') || 'unreachable';
}
