// What becomes of an unusual sign-in that the policy does not let in, and of a session that goes on from elsewhere.
import { signInRefused } from '@sutra/contracts/identity';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext, Write } from '@sutra/kernel/http/route';
import type { EventSession, LoginEvents, LoginMethod } from '../login-events.service.ts';
import type { Person } from '../people.queries.ts';
import { chooseMembership, type Issuer } from '../signed-in.ts';
import type { Alerts } from './alerts.service.ts';
import type { Before, Elsewhere, Risk, Verdict } from './risk.service.ts';

export interface SignInRiskOptions {
  risk: Risk;
  events: LoginEvents;
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

  /** What is thought of a session that goes on from elsewhere; null for one that does not. */
  elsewhere(context: PublicContext, person: Person, before: Before): Promise<Elsewhere | null> {
    return this.#o.risk.atRefresh(context, person, before);
  }

  /** In the write in which it goes on or ends; gives the message to be sent then. */
  async notice(
    { tx, record, emit }: Write,
    context: PublicContext,
    session: EventSession,
    verdict: Elsewhere,
    outcome: 'continued' | 'ended',
  ): Promise<string | null> {
    const { events, alerts } = this.#o;
    await events.noticed(tx, context, session, verdict, outcome);
    if (verdict.action === 'step-up')
      record({
        action: 'auth.step_up_demanded',
        object: { type: 'identity.session', id: session.id },
        after: { acr: 'aal1' },
      });
    emit({ type: 'identity.session.suspected', subject: session.id, data: { userId: session.userId } });
    return alerts.add(tx, session.userId, session.id, context.now());
  }

  tell(alertId: string | null): void {
    this.#o.alerts.tell(alertId);
  }
}
