// What becomes of an unusual sign-in that the policy does not let in, and of a session that goes on from elsewhere.
import { signInRefused } from '@sutra/contracts/identity';
import type { Actor } from '@sutra/kernel/actor';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { EventSession, LoginEvents, LoginMethod } from '../login-events.service.ts';
import type { Person } from '../people.queries.ts';
import { LONG_AGO, type Sessions } from '../sessions.service.ts';
import { chooseMembership, type Issuer } from '../signed-in.ts';
import type { Alerts } from './alerts.service.ts';
import { type Before, placeColumns, type Risk, type Verdict } from './risk.service.ts';

export interface SignInRiskOptions {
  risk: Risk;
  events: LoginEvents;
  sessions: Sessions;
  alerts: Alerts;
  issuer: Issuer;
}

export class SignInRisk {
  readonly #o: SignInRiskOptions;
  constructor(options: SignInRiskOptions) {
    this.#o = options;
  }

  /** Throws `auth.sign_in_refused` where the strictest organisation wants it; the person is told once a minute. */
  async judge(
    context: PublicContext,
    person: Person,
    method: LoginMethod,
    deviceId: string | undefined,
  ): Promise<Verdict> {
    const { risk, events, issuer } = this.#o;
    const verdict = await risk.atSignIn(context, person, deviceId);
    if (verdict.action !== 'revoke') return verdict;
    if (await events.failed(context, person.id, method, 'refused', deviceId, verdict)) {
      const actor = issuer.actorOf(person, chooseMembership(person), context.requestId);
      await context.writeAs(actor, 'person', async ({ record, emit }) => {
        record({ action: 'auth.sign_in_refused', object: { type: 'identity.person', id: person.id } });
        emit({ type: 'identity.sign-in.refused', subject: person.id, data: { userAgent: context.userAgent } });
      });
    }
    throw new AppError(signInRefused);
  }

  /**
   * What a session has proved after a refresh, which may be less than before. `ended` where the policy wants that: it ends
   * on every instance before this answers.
   */
  async goOn(
    context: PublicContext,
    person: Person,
    actor: Actor,
    session: EventSession,
    before: Before,
  ): Promise<'as-before' | 'stepped-down' | 'ended'> {
    const { risk, events, sessions, alerts } = this.#o;
    const verdict = await risk.atRefresh(context, person, before);
    if (verdict === null) return 'as-before';
    const { action, position } = verdict;
    const isPlaceNew = verdict.isElsewhere && (position !== null || before.country !== null);
    if (action === 'nothing' && !isPlaceNew) return 'as-before';
    const alertId = await context.writeAs(actor, 'person', async ({ tx, record, emit }) => {
      const values = {
        ...(isPlaceNew && placeColumns(position)),
        ...(action === 'step-up' && { acr: 'aal1', proved_at: LONG_AGO }),
      };
      if (Object.keys(values).length > 0)
        await tx.updateTable('identity.session').set(values).where('id', '=', session.id).execute();
      if (action === 'nothing') return null;
      await events.noticed(tx, context, session, verdict, action === 'revoke' ? 'ended' : 'continued');
      if (action === 'step-up')
        record({
          action: 'auth.step_up_demanded',
          object: { type: 'identity.session', id: session.id },
          after: { acr: 'aal1' },
        });
      emit({ type: 'identity.session.suspected', subject: session.id, data: { userId: person.id } });
      return alerts.add(tx, person.id, session.id, context.now());
    });
    await alerts.tell(alertId);
    if (action !== 'revoke') return action === 'step-up' ? 'stepped-down' : 'as-before';
    await sessions.end(actor, [session.id], 'risk', (fn) => context.writeAs(actor, 'person', fn));
    return 'ended';
  }
}
