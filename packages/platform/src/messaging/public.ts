// What other modules may use of messaging.
import { mailUnavailable, smsUnavailable } from '@sutra/contracts/messaging';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Spending } from './spending.ts';

export interface Message {
  /** A mobile number in E.164, or an e-mail address. */
  to: string;
  text: string;
  /** The one-time code in the text, for the provider's template. */
  code?: string;
}

/** A way to send: an SMS gateway with its DLT templates, a mail server, or the capture of demo mode. */
export interface MessageProvider {
  send(message: Message): Promise<void>;
}

export interface MessagingOptions {
  sms: MessageProvider | null;
  mail: MessageProvider | null;
  spending: Spending;
}

export class Messaging {
  readonly #sms: MessageProvider | null;
  readonly #mail: MessageProvider | null;
  readonly #spending: Spending;
  constructor({ sms, mail, spending }: MessagingOptions) {
    this.#sms = sms;
    this.#mail = mail;
    this.#spending = spending;
  }

  /**
   * Throws `messaging.sms_unavailable`, `messaging.mail_unavailable` or `messaging.sms_used_up` if nothing can be sent
   * there: for known and unknown numbers and addresses alike.
   */
  async require(to: string): Promise<void> {
    this.#provider(to);
    if (!isMail(to)) await this.#spending.check(to);
  }

  /** Throws as `require` does, and what the provider throws. */
  async send(message: Message): Promise<void> {
    const provider = this.#provider(message.to);
    if (!isMail(message.to)) await this.#spending.take(message.to);
    await provider.send(message);
  }

  #provider(to: string): MessageProvider {
    const provider = isMail(to) ? this.#mail : this.#sms;
    if (!provider) throw new AppError(isMail(to) ? mailUnavailable : smsUnavailable);
    return provider;
  }
}

const isMail = (to: string) => to.includes('@');

export { Spending } from './spending.ts';

/** Keeps messages where `/api/v1/dev/messages` shows them. */
export function capture(gates: Gates, ids: Ids, clock: Clock): MessageProvider {
  return {
    send: async ({ to, text, code }) => {
      await gates
        .system('capture a message')
        .insertInto('messaging.captured')
        .values({ id: ids.next(), recipient: to, body: text, code: code ?? null, sent_at: new Date(clock.nowMs()) })
        .execute();
    },
  };
}
