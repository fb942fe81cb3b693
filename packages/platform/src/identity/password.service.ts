// A person's own password. Who has just shown who they are may set it in whatever way they did, so it is also how a forgotten
// one is reset and how a first one is set.
import type { Failure, HandlerInput } from '@sutra/contracts/endpoint';
import { noMembership } from '@sutra/contracts/identity';
import {
  type changePassword,
  passwordBreached,
  passwordCommon,
  passwordPersonal,
  passwordTooLong,
  passwordTooShort,
} from '@sutra/contracts/password';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Breaches } from './breaches.ts';
import { findGuessable } from './common-passwords.ts';
import { findPasswordProblem, type PasswordProblem, wordsOf } from './password.rules.ts';
import { forgetOtherDevices } from './known-devices.ts';
import { findPerson } from './people.queries.ts';
import { endPins } from './pins.queries.ts';
import { othersThan, lockOwn } from './sessions.queries.ts';
import { requirePerson, type Sessions } from './sessions.service.ts';
import { hashPassword } from './password-hash.ts';

const FAILURES: Readonly<Record<PasswordProblem, Failure>> = {
  'too-short': passwordTooShort,
  'too-long': passwordTooLong,
  common: passwordCommon,
  personal: passwordPersonal,
};

export interface PasswordsOptions {
  gates: Gates;
  sessions: Sessions;
  /** Null where passwords are not compared with breaches. */
  breaches: Breaches | null;
}

export class Passwords {
  readonly #o: PasswordsOptions;
  constructor(options: PasswordsOptions) {
    this.#o = options;
  }

  /** Changes it and ends every other session of the person and every PIN elsewhere, also a session that one of them opens at this moment. */
  async change(context: Context, { newPassword }: HandlerInput<typeof changePassword>['body']) {
    const { actor } = context;
    requirePerson(actor);
    const person = await findPerson(this.#o.gates, 'id', actor.id, context.now());
    if (!person) throw new AppError(noMembership);
    const problem = findPasswordProblem(newPassword, person) ?? (await findGuessable(newPassword, wordsOf(person)));
    if (problem !== null) throw refusal(FAILURES[problem]);
    if (await this.#o.breaches?.isKnown(newPassword)) throw refusal(passwordBreached);
    const hash = await hashPassword(newPassword);
    const changedAt = context.now();
    const others = (tx: Tx) => othersThan(tx, actor.sessionId, changedAt);
    const ended = await this.#o.sessions.end(actor, others, 'password-changed', (endOthers) =>
      context.write('person', async (write) => {
        const { tx, record, emit } = write;
        await lockOwn(tx, actor, changedAt);
        await tx
          .updateTable('identity.person')
          .set({ password_hash: hash, password_version: sql`password_version + 1` })
          .where('id', '=', person.id)
          .execute();
        record({ object: { type: 'identity.person', id: person.id } });
        emit({ type: 'identity.password.changed', subject: person.id, data: {} });
        await endPins(tx, person.id, actor.sessionId);
        await forgetOtherDevices(tx, person.id, actor.sessionId);
        return endOthers(write);
      }),
    );
    return { changedAt, sessionsEnded: ended.length };
  }
}

function refusal(failure: Failure): AppError {
  return new AppError(failure, { fields: [{ path: 'body.newPassword', message: failure.title }] });
}
