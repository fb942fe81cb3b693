// A person's own password: the current one or a fresh sign-in by code is the proof, so it is how a forgotten one is reset.
import { verify as verifyArgon2 } from '@node-rs/argon2';
import type { Failure, HandlerInput } from '@sutra/contracts/endpoint';
import {
  type changePassword,
  noMembership,
  passwordBreached,
  passwordCommon,
  passwordCurrentMissing,
  passwordCurrentWrong,
  passwordPersonal,
  passwordTooLong,
  passwordTooShort,
} from '@sutra/contracts/identity';
import { MINUTE_MS } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Breaches } from './breaches.ts';
import { findGuessable } from './common-passwords.ts';
import type { Lockout } from './lockout.service.ts';
import { findPasswordProblem, type PasswordProblem, wordsOf } from './password.rules.ts';
import { findPerson, type Person } from './people.queries.ts';
import { live } from './sessions.queries.ts';
import { requirePerson, type Sessions } from './sessions.service.ts';
import { hashPassword } from './sign-in.service.ts';

const CODE_PROVES_FOR_MS = 10 * MINUTE_MS;

const FAILURES: Readonly<Record<PasswordProblem, Failure>> = {
  'too-short': passwordTooShort,
  'too-long': passwordTooLong,
  common: passwordCommon,
  personal: passwordPersonal,
};

export interface PasswordsOptions {
  gates: Gates;
  lockout: Lockout;
  sessions: Sessions;
  /** Null where passwords are not compared with breaches. */
  breaches: Breaches | null;
}

export class Passwords {
  readonly #o: PasswordsOptions;
  constructor(options: PasswordsOptions) {
    this.#o = options;
  }

  /** Changes it and ends every other session of the person, also one that the old password opens at this moment. */
  async change(context: Context, { currentPassword, newPassword }: HandlerInput<typeof changePassword>['body']) {
    const { actor } = context;
    requirePerson(actor);
    const person = await findPerson(this.#o.gates, 'id', actor.id, context.now());
    if (!person) throw new AppError(noMembership);
    const problem = findPasswordProblem(newPassword, person) ?? (await findGuessable(newPassword, wordsOf(person)));
    if (problem !== null) throw refusal(FAILURES[problem], 'newPassword');
    if (!(await this.#hasFreshCode(context))) await this.#prove(person, currentPassword);
    if (await this.#o.breaches?.isKnown(newPassword)) throw refusal(passwordBreached, 'newPassword');
    const hash = await hashPassword(newPassword);
    const changedAt = context.now();
    const others = async (tx: Tx) => {
      const rows = await live(tx, changedAt)
        .select('identity.session.id')
        .where('identity.session.id', '<>', actor.sessionId)
        .execute();
      return rows.map(({ id }) => id);
    };
    const ended = await this.#o.sessions.end(actor, others, 'password-changed', (endOthers) =>
      context.write('person', async (write) => {
        const { tx, record, emit } = write;
        await tx
          .updateTable('identity.person')
          .set({ password_hash: hash, password_version: sql`password_version + 1` })
          .where('id', '=', person.id)
          .execute();
        record({ object: { type: 'identity.person', id: person.id } });
        emit({ type: 'identity.password.changed', subject: person.id, data: {} });
        return endOthers(write);
      }),
    );
    return { changedAt, sessionsEnded: ended.length };
  }

  async #hasFreshCode(context: Context): Promise<boolean> {
    const { actor } = context;
    const session = await this.#o.gates
      .person(actor.id)
      .selectFrom('identity.session')
      .select('id')
      .where('id', '=', actor.sessionId)
      .where('authentication_method', '=', 'otp')
      .where('created_at', '>', new Date(context.now().getTime() - CODE_PROVES_FOR_MS))
      .executeTakeFirst();
    return session !== undefined;
  }

  async #prove(person: Person, currentPassword: string | undefined): Promise<void> {
    if (currentPassword === undefined || person.passwordHash === null)
      throw refusal(passwordCurrentMissing, 'currentPassword');
    const counters = this.#o.lockout.ownPassword(person.id);
    await this.#o.lockout.begin(counters, ', or sign in with a code');
    if (!(await verifyArgon2(person.passwordHash, currentPassword.normalize('NFKC'))))
      throw refusal(passwordCurrentWrong, 'currentPassword');
    await this.#o.lockout.succeed(counters);
  }
}

function refusal(failure: Failure, field: string): AppError {
  return new AppError(failure, { fields: [{ path: `body.${field}`, message: failure.title }] });
}
