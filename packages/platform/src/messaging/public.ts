// What other modules may use of messaging.
import { setTimeout as after } from 'node:timers/promises';
import { mailUnavailable, smsUnavailable } from '@sutra/contracts/messaging';
import { type Clock, type Ids, SECOND_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError, invariant } from '@sutra/kernel/errors';
import { segmentsOf } from './spending.rules.ts';
import type { Spending } from './spending.ts';
import { fill, type MessageTemplate, mostSegments, valuesForSms } from './templates.ts';

export interface Message {
  /** A mobile number in E.164, or an e-mail address. */
  to: string;
  /** The id of its template, and what stands in its places; the one-time code is `code`. */
  template: string;
  values: Readonly<Record<string, string>>;
  text: string;
  /** Of a mail. */
  subject: string | null;
}

/** A way to send: an SMS gateway with its registered templates, a mail server, or the capture of demo mode. */
export interface MessageProvider {
  /** Throws `Uncertain` if it may have gone out all the same. */
  send(message: Message): Promise<void>;
}

/** Nobody knows whether the message went out. It stays counted, and is tried again where it waits. */
export class Uncertain extends Error {}

export interface MessagingOptions {
  sms: MessageProvider | null;
  mail: MessageProvider | null;
  spending: Spending;
  /** A provider that has not answered by then has failed. */
  timeoutMs?: number;
}

/** The answer to the call is on its way by then. */
const SOON_MS = 10;
const TIMEOUT_MS = 15 * SECOND_MS;
const SETTLED_WITHIN_MS = 5 * SECOND_MS;

export class Messaging {
  readonly #sms: MessageProvider | null;
  readonly #mail: MessageProvider | null;
  readonly #spending: Spending;
  readonly #timeoutMs: number;
  readonly #underway = new Set<Promise<void>>();
  constructor({ sms, mail, spending, timeoutMs = TIMEOUT_MS }: MessagingOptions) {
    this.#sms = sms;
    this.#mail = mail;
    this.#spending = spending;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Throws `messaging.sms_unavailable`, `messaging.mail_unavailable` or `messaging.sms_used_up` if nothing can be sent
   * there: for known and unknown numbers and addresses alike.
   */
  async require(to: string, template: MessageTemplate): Promise<void> {
    this.#provider(to);
    if (!isMail(to)) await this.#spending.check(to, template.purpose, mostSegments(template));
  }

  /** Throws as `require` does, and what the provider throws. */
  async send<Name extends string>(
    to: string,
    template: MessageTemplate<Name>,
    values: Readonly<Record<Name, string>>,
  ): Promise<void> {
    const provider = this.#provider(to);
    const message = isMail(to) ? mailOf(to, template, values) : smsOf(to, template, values);
    const giveBack = isMail(to) ? undefined : await this.#spending.take(to, template.purpose, segmentsOf(message.text));
    const late = new AbortController();
    const sent = provider.send(message).catch(async (error: unknown) => {
      if (!(error instanceof Uncertain)) await giveBack?.();
      throw error;
    });
    try {
      // One that is late may go out all the same: it stays counted, until its provider says that it has failed.
      await Promise.race([sent, this.#failLate(late.signal)]);
    } finally {
      late.abort();
    }
  }

  async #failLate(signal: AbortSignal): Promise<never> {
    await after(this.#timeoutMs, undefined, { signal });
    throw new Error('the provider of messages does not answer');
  }

  /**
   * Sends after the answer that is being made now, which then tells nothing of whether and how long something was sent.
   * What is sent must wait somewhere for another attempt: nobody hears of a failure here.
   */
  soon(send: () => Promise<void>): void {
    const underway: Promise<void> = after(SOON_MS)
      .then(send)
      .catch(() => {})
      .finally(() => this.#underway.delete(underway));
    this.#underway.add(underway);
  }

  /** When what is underway has gone out, or after five seconds. */
  async settle(): Promise<void> {
    await Promise.race([Promise.all(this.#underway), after(SETTLED_WITHIN_MS, undefined, { ref: false })]);
  }

  #provider(to: string): MessageProvider {
    const provider = isMail(to) ? this.#mail : this.#sms;
    if (!provider) throw new AppError(isMail(to) ? mailUnavailable : smsUnavailable);
    return provider;
  }
}

const isMail = (to: string) => to.includes('@');

function smsOf<Name extends string>(
  to: string,
  template: MessageTemplate<Name>,
  given: Readonly<Record<Name, string>>,
): Message {
  const values = valuesForSms(template, given);
  return { to, template: template.id, values, text: fill(template.sms, values), subject: null };
}

function mailOf(to: string, { id, mail }: MessageTemplate, values: Readonly<Record<string, string>>): Message {
  invariant(mail, 'what is sent to an address has a text for one');
  return { to, template: id, values, text: fill(mail.text, values), subject: mail.subject };
}

export { Outbox, type Waiting } from './outbox.ts';
export { Spending } from './spending.ts';
export { type MessageTemplate, messageTemplate } from './templates.ts';

/** Keeps messages where `/api/v1/dev/messages` shows them. */
export function capture(gates: Gates, ids: Ids, clock: Clock): MessageProvider {
  return {
    send: async ({ to, text, values: { code } }) => {
      await gates
        .system('capture a message')
        .insertInto('messaging.captured')
        .values({ id: ids.next(), recipient: to, body: text, code: code ?? null, sent_at: new Date(clock.nowMs()) })
        .execute();
    },
  };
}
