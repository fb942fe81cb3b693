// "This wasn't me": the session ends everywhere, and its device is known no more.
import { sessionNotFound } from '@sutra/contracts/sessions';
import { notMeOver } from '@sutra/contracts/sign-in-risk';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context, PublicContext } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import { describeDevice } from '../device.rules.ts';
import { findPerson, lockPerson } from '../people.queries.ts';
import { lockOwn } from '../sessions.queries.ts';
import { requirePerson, type Sessions } from '../sessions.service.ts';
import { anyMembership, clearCookie, type Issuer } from '../signed-in.ts';
import { readLinkToken } from './alerts.rules.ts';

export interface DisowningOptions {
  gates: Gates;
  sessions: Sessions;
  issuer: Issuer;
  linkKey: SecretKey;
}

interface Linked {
  alertId: string;
  userId: string;
  sessionId: string;
  organisationId: string;
  userAgent: string;
  country: string | null;
  occurredAt: Date;
}

export class Disowning {
  readonly #o: DisowningOptions;
  constructor(options: DisowningOptions) {
    this.#o = options;
  }

  async look(context: PublicContext, token: string) {
    const { userAgent, country, occurredAt } = await this.#linked(context, token);
    return { deviceName: describeDevice(userAgent).name, occurredAt, country };
  }

  /** The link works once: of several calls at the same moment one ends the session. */
  async byLink(context: PublicContext, token: string): Promise<{ revokedAt: Date }> {
    const { gates, sessions, issuer } = this.#o;
    const { alertId, userId, sessionId, organisationId } = await this.#linked(context, token);
    const person = await findPerson(gates, 'id', userId, context.now());
    const membership = anyMembership(person, organisationId);
    if (!person || !membership) throw new AppError(notMeOver); // nobody can work with it any more
    const now = context.now();
    const use = async (tx: Tx) => {
      await lockPerson(tx, userId);
      const used = await tx
        .updateTable('identity.sign_in_alert')
        .set({ used_at: now })
        .where('id', '=', alertId)
        .where('used_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (!used) throw new AppError(notMeOver);
      return disown(tx, sessionId);
    };
    const actor = issuer.actorOf(person, membership, sessionId);
    await sessions.end(actor, use, 'not-me', (fn) => context.writeAs(actor, 'person', fn));
    return { revokedAt: now };
  }

  async own(context: Context, sessionId: string): Promise<{ revokedAt: Date }> {
    const { actor } = context;
    requirePerson(actor);
    const revokedAt = context.now();
    await this.#o.sessions.end(
      actor,
      async (tx) => {
        await lockOwn(tx, actor, revokedAt);
        return disown(tx, sessionId);
      },
      'not-me',
      (fn) => context.write('person', fn),
    );
    if (sessionId === actor.sessionId) clearCookie(context);
    return { revokedAt };
  }

  /** A wrong token and one that is used or too old get the same answer. */
  async #linked(context: PublicContext, token: string): Promise<Linked> {
    const alertId = readLinkToken(this.#o.linkKey, token);
    const { rows } =
      alertId === null
        ? { rows: [] }
        : await sql<Linked>`
            select a.id as "alertId", a.user_id as "userId", s.id as "sessionId", s.organisation_id as "organisationId",
              s.user_agent as "userAgent", s.country, a.created_at as "occurredAt"
            from identity.sign_in_alert a join identity.session s on s.id = a.session_id
            where a.id = ${alertId} and a.used_at is null and a.expires_at > ${context.now()}`.execute(
            this.#o.gates.system('a link says which sign-in was somebody else'),
          );
    if (!rows[0]) throw new AppError(notMeOver);
    return rows[0];
  }
}

/**
 * Forgets the device of a session, with its PIN, and gives what is to be ended: the session, and what was opened on the device since, when
 * it counted as known because of that session.
 */
async function disown(tx: Tx, sessionId: string): Promise<string[]> {
  const session = await tx
    .updateTable('identity.session')
    .set((eb) => ({
      revoked_because: eb
        .case()
        .when('revoked_at', 'is not', null)
        .then('not-me')
        .else(eb.ref('revoked_because'))
        .end(),
    }))
    .where('id', '=', sessionId)
    .returning(['device_id', 'created_at'])
    .executeTakeFirst();
  if (!session) throw new AppError(sessionNotFound);
  await tx
    .updateTable('identity.device')
    .set({ token_hash: null, key_thumbprint: null })
    .where('id', '=', session.device_id)
    .execute();
  await tx.deleteFrom('identity.pin').where('device_id', '=', session.device_id).execute();
  const since = await tx
    .selectFrom('identity.session')
    .select('id')
    .where('device_id', '=', session.device_id)
    .where('created_at', '>=', session.created_at)
    .execute();
  return since.map(({ id }) => id);
}
