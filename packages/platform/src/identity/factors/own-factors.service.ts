// A person's own second factors: set up, look at, remove.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { noMembership } from '@sutra/contracts/identity';
import * as contract from '@sutra/contracts/second-factors';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context, Write } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Lockout } from '../lockout.service.ts';
import { changeCredentials, findPerson, type Person } from '../people.queries.ts';
import { endPins } from '../pins.queries.ts';
import { othersThan, lockOwn } from '../sessions.queries.ts';
import { requirePerson, type Sessions } from '../sessions.service.ts';
import type { Ceremonies } from './ceremonies.ts';
import { factorsOf, hasSecondFactor } from './factors.queries.ts';
import { checkAttestation, placeOf, registrationOptions, requirePlace } from './passkeys.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { newTotp, useTotp } from './totp.ts';

const MAX_PASSKEYS = 20;

export interface OwnFactorsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  lockout: Lockout;
  sessions: Sessions;
  ceremonies: Ceremonies;
  totpKey: SecretKey;
  recoveryKey: SecretKey;
}

export class OwnFactors {
  readonly #o: OwnFactorsOptions;
  constructor(options: OwnFactorsOptions) {
    this.#o = options;
  }

  async list(context: Context): Promise<contract.SecondFactorList> {
    const { actor } = context;
    const person = await this.#personOf(context);
    const db = this.#o.gates.person(actor.id);
    const totp = await db
      .selectFrom('identity.totp')
      .select('confirmed_at')
      .where('user_id', '=', actor.id)
      .executeTakeFirst();
    const passkeys = await db
      .selectFrom('identity.passkey')
      .select(['id', 'name', 'is_backed_up as isBackedUp', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
      .where('user_id', '=', actor.id)
      .orderBy('created_at')
      .execute();
    const { recoveryCodesLeft } = await factorsOf(db, actor.id);
    return {
      totp: totp?.confirmed_at ? { confirmedAt: totp.confirmed_at } : null,
      passkeys,
      recoveryCodesLeft,
      isRequired: person.memberships.some(
        ({ asks, organisation }) => organisation.id === actor.organisationId && asks.secondFactor,
      ),
      canUsePasskeys: placeOf(context.presented) !== null,
    };
  }

  /** A secret that waits for its first code; beginning again gives another. */
  async beginTotp(context: Context): Promise<{ secret: string; uri: string }> {
    const person = await this.#personOf(context);
    const { sealed, secret, uri } = newTotp(this.#o.totpKey, person.id, person.email ?? person.mobile ?? person.name);
    const row = { user_id: person.id, sealed_secret: sealed, created_at: context.now(), last_step: 0 };
    const kept = await this.#o.gates
      .person(person.id)
      .insertInto('identity.totp')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .column('user_id')
          .doUpdateSet({ ...row })
          .where('identity.totp.confirmed_at', 'is', null),
      )
      .returning('user_id')
      .executeTakeFirst();
    if (!kept) throw new AppError(contract.totpOn);
    return { secret, uri };
  }

  async confirmTotp(context: Context, code: string) {
    const { gates, clock, lockout, totpKey } = this.#o;
    const { id: userId } = await this.#personOf(context);
    const db = gates.person(userId);
    const begun = await db
      .selectFrom('identity.totp')
      .select('confirmed_at')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!begun) throw new AppError(contract.totpNotBegun);
    if (begun.confirmed_at !== null) throw new AppError(contract.totpOn);
    const counters = lockout.secondFactor(userId, `new ${context.actor.sessionId}`);
    await lockout.begin(counters, '');
    const confirmedAt = context.now();
    const added = await this.#add(context, 'totp', async ({ tx, record }) => {
      if (!(await useTotp(tx, totpKey, userId, code, clock.nowMs(), false)))
        throw new AppError(contract.totpCodeWrong, {
          fields: [{ path: 'body.code', message: contract.totpCodeWrong.title }],
        });
      await tx
        .updateTable('identity.totp')
        .set({ confirmed_at: confirmedAt })
        .where('user_id', '=', userId)
        .where('confirmed_at', 'is', null)
        .execute();
      record({ object: { type: 'identity.totp', id: userId } });
      return { confirmedAt };
    });
    await lockout.succeed(counters);
    return added;
  }

  async removeTotp(context: Context): Promise<{ removedAt: Date }> {
    return this.#remove(context, 'totp', async ({ tx, record }, userId) => {
      const gone = await tx
        .deleteFrom('identity.totp')
        .where('user_id', '=', userId)
        .where('confirmed_at', 'is not', null)
        .returning('user_id')
        .executeTakeFirst();
      if (!gone) throw new AppError(contract.totpNotFound);
      record({ object: { type: 'identity.totp', id: userId } });
    });
  }

  async makeRecoveryCodes(context: Context): Promise<{ recoveryCodes: string[] }> {
    const { id: userId } = await this.#personOf(context);
    return context.write('person', async ({ tx, record }) => {
      await lockOwn(tx, context.actor, context.now());
      if (!hasSecondFactor(await factorsOf(tx, userId))) throw new AppError(contract.recoveryNothing);
      record({ object: { type: 'identity.person', id: userId } });
      return { recoveryCodes: await makeRecoveryCodes(tx, this.#o.recoveryKey, userId, context.now()) };
    });
  }

  async beginPasskey(context: Context) {
    const person = await this.#personOf(context);
    const place = requirePlace(context.presented);
    const factors = await factorsOf(this.#o.gates.person(person.id), person.id);
    if (factors.passkeys.length >= MAX_PASSKEYS) throw new AppError(contract.passkeyLimit);
    const { id, challenge, expiresAt } = await this.#o.ceremonies.begin('passkey-registration', person.id);
    return { ceremonyId: id, passkey: await registrationOptions(place, challenge, person, factors), expiresAt };
  }

  async addPasskey(context: Context, body: HandlerInput<typeof contract.addPasskey>['body']) {
    const { ids, ceremonies } = this.#o;
    const { id: userId } = await this.#personOf(context);
    const place = requirePlace(context.presented);
    const { challenge } = await ceremonies.take(body.ceremonyId, 'passkey-registration', userId);
    const { credential, credentialBackedUp } = await checkAttestation(place, challenge, body.attestation);
    const id = ids.next();
    return this.#add(context, 'passkey', async ({ tx, record }) => {
      if ((await factorsOf(tx, userId)).passkeys.length >= MAX_PASSKEYS) throw new AppError(contract.passkeyLimit);
      const row = {
        id,
        user_id: userId,
        credential_id: Buffer.from(credential.id, 'base64url'),
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: body.attestation.response.transports ?? [],
        is_backed_up: credentialBackedUp,
        name: body.name.trim(),
        created_at: context.now(),
      };
      const made = await tx
        .insertInto('identity.passkey')
        .values(row)
        .onConflict((conflict) => conflict.column('credential_id').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!made) throw new AppError(contract.passkeyKnown);
      record({ object: { type: 'identity.passkey', id }, after: { id, name: row.name } });
      return { id };
    });
  }

  async removePasskey(context: Context, passkeyId: string): Promise<{ removedAt: Date }> {
    return this.#remove(context, 'passkey', async ({ tx, record }) => {
      const gone = await tx
        .deleteFrom('identity.passkey')
        .where('id', '=', passkeyId)
        .returning(['id', 'name'])
        .executeTakeFirst();
      if (!gone) throw new AppError(contract.passkeyNotFound);
      record({ object: { type: 'identity.passkey', id: passkeyId }, before: gone });
    });
  }

  async #remove(context: Context, what: 'totp' | 'passkey', remove: (write: Write, userId: string) => Promise<void>) {
    const person = await this.#personOf(context);
    const removedAt = context.now();
    return context.write('person', async (write) => {
      const { tx, emit } = write;
      await lockOwn(tx, context.actor, removedAt); // of two removals at the same moment the second sees what the first left
      await remove(write, person.id);
      if (!hasSecondFactor(await factorsOf(tx, person.id))) {
        if (person.memberships.some(({ asks }) => asks.secondFactor)) throw new AppError(contract.secondFactorKept);
        await tx.deleteFrom('identity.recovery_code').where('user_id', '=', person.id).execute();
        // What a session proved with the factor that is gone, it can prove no more.
        const proved_at = sql<Date>`least(proved_at, created_at)`;
        await tx
          .updateTable('identity.session')
          .set({ acr: 'aal1', second_method: null, proved_at })
          .where('user_id', '=', person.id)
          .execute();
      }
      emit({ type: 'identity.second-factor.removed', subject: person.id, data: { what } });
      return { removedAt };
    });
  }

  /**
   * This session has just proved the new factor. With the first one come recovery codes, and whatever was signed in
   * without it ends: it may be somebody else, whom the factor is to keep out.
   */
  async #add<T>(context: Context, what: 'totp' | 'passkey', store: (write: Write) => Promise<T>) {
    const { sessions, recoveryKey } = this.#o;
    const { actor } = context;
    const now = context.now();
    let ended: string[] = [];
    const answer = await context.write('person', async (write) => {
      const { tx, emit } = write;
      await lockOwn(tx, actor, now); // another one that is added at the same moment is not the first as well
      const isFirst = !hasSecondFactor(await factorsOf(tx, actor.id));
      const stored = await store(write);
      if (isFirst) {
        await changeCredentials(tx, actor.id);
        await endPins(tx, actor.id, actor.sessionId);
        ended = await sessions.endIn(write, actor, await othersThan(tx, actor.sessionId, now), 'second-factor-added');
      }
      const proved = { acr: 'aal2', second_method: what, proved_at: now };
      await tx.updateTable('identity.session').set(proved).where('id', '=', actor.sessionId).execute();
      emit({ type: 'identity.second-factor.added', subject: actor.id, data: { what } });
      const { recoveryCodesLeft } = await factorsOf(tx, actor.id);
      const recoveryCodes = recoveryCodesLeft > 0 ? null : await makeRecoveryCodes(tx, recoveryKey, actor.id, now);
      return { ...stored, recoveryCodes };
    });
    await sessions.tellEnded(actor, ended);
    return answer;
  }

  async #personOf(context: Context): Promise<Person> {
    const { actor } = context;
    requirePerson(actor);
    const person = await findPerson(this.#o.gates, 'id', actor.id, context.now());
    if (!person) throw new AppError(noMembership);
    return person;
  }
}
