// What other modules may use of messaging.
import { mailUnavailable, smsUnavailable } from '@sutra/contracts/messaging';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';

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

export class Messaging {
  readonly #sms: MessageProvider | null;
  readonly #mail: MessageProvider | null;
  constructor({ sms, mail }: { sms: MessageProvider | null; mail: MessageProvider | null }) {
    this.#sms = sms;
    this.#mail = mail;
  }

  /** Throws if no provider is set up: for known and unknown numbers alike. */
  requireSms(): MessageProvider {
    if (!this.#sms) throw new AppError(smsUnavailable);
    return this.#sms;
  }

  /** Throws if no provider is set up: for known and unknown addresses alike. */
  requireMail(): MessageProvider {
    if (!this.#mail) throw new AppError(mailUnavailable);
    return this.#mail;
  }

  async send(message: Message): Promise<void> {
    await (message.to.includes('@') ? this.requireMail() : this.requireSms()).send(message);
  }
}

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
