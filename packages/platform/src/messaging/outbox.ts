// Messages that wait in a table of their module until they have gone out: tried when they are made, and by a job from then on.
import { AppError } from '@sutra/kernel/errors';

/** Where they wait. Whoever takes one is the only one who sends it, over all instances. */
export interface Waiting<Message> {
  find(): Promise<readonly string[]>;
  /** Undefined if there is nothing to send any more. */
  take(id: string): Promise<Message | undefined>;
  deliver(message: Message): Promise<void>;
  /** `wasTried`: it may have gone out, or cost something. Otherwise nothing could be sent at all, to anybody. */
  giveBack(id: string, wasTried: boolean): Promise<void>;
  /** After it has gone out. */
  done(id: string): Promise<void>;
}

export class Outbox<Message> {
  readonly #waiting: Waiting<Message>;
  constructor(waiting: Waiting<Message>) {
    this.#waiting = waiting;
  }

  /** What fails here is tried again by `sendWaiting`, which says what is wrong. */
  async send(id: string | null): Promise<void> {
    if (id !== null) await this.#send(id).catch(() => {});
  }

  /** Throws the last failure, after trying all. */
  async sendWaiting(): Promise<void> {
    let failure: unknown;
    for (const id of await this.#waiting.find()) await this.#send(id).catch((error: unknown) => (failure = error));
    if (failure !== undefined) throw failure;
  }

  async #send(id: string): Promise<void> {
    const message = await this.#waiting.take(id);
    if (message === undefined) return;
    try {
      await this.#waiting.deliver(message);
    } catch (error) {
      await this.#waiting.giveBack(id, !(error instanceof AppError));
      throw error;
    }
    await this.#waiting.done(id);
  }
}
