// The session that a browser had before somebody signed in or switched to themselves in it (OWASP ASVS 5.0, 7.2.4).
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { readCookie } from '@sutra/kernel/http/cookies';
import type { PublicContext, Write } from '@sutra/kernel/http/route';
import { findPerson } from './people.queries.ts';
import { readRefreshToken } from './refresh.rules.ts';
import { live } from './sessions.queries.ts';
import type { Sessions } from './sessions.service.ts';
import { anyMembership, type Issuer, REFRESH_COOKIE } from './signed-in.ts';

export interface EarlierSessionsOptions {
  gates: Gates;
  sessions: Sessions;
  issuer: Issuer;
  refreshKey: SecretKey;
}

export class EarlierSessions {
  readonly #o: EarlierSessionsOptions;
  constructor(options: EarlierSessionsOptions) {
    this.#o = options;
  }

  /** Ends it as its own person, if the call carries its refresh token, and the key where it is bound to one. */
  async end(context: PublicContext, keyThumbprint: string | null): Promise<void> {
    const { gates, sessions, issuer, refreshKey } = this.#o;
    const claim = readRefreshToken(refreshKey, readCookie(context.header('cookie'), REFRESH_COOKIE) ?? '');
    if (!claim) return;
    const session = await live(gates.person(claim.userId), context.now())
      .select(['identity.session.organisation_id', 'identity.session.key_thumbprint'])
      .where('identity.session.id', '=', claim.sessionId)
      .executeTakeFirst();
    // A token without the key of its device ends nothing: it may be a copy that somebody found.
    if (!session || (session.key_thumbprint !== null && session.key_thumbprint !== keyThumbprint)) return;
    const person = await findPerson(gates, 'id', claim.userId, context.now());
    const membership = anyMembership(person, session.organisation_id);
    if (!person || !membership) return; // nobody can work with it any more
    const actor = issuer.actorOf(person, membership, claim.sessionId);
    const end = (fn: (write: Write) => Promise<string[]>) =>
      context.writeAs(actor, 'person', async (write) => {
        const ended = await fn(write);
        if (ended.length === 0) throw new EndedMeanwhile();
        return ended;
      });
    await sessions.end(actor, [claim.sessionId], 'switched', end).catch((error: unknown) => {
      if (!(error instanceof EndedMeanwhile)) throw error;
    });
  }
}

/** Nothing is left to do or to record. */
class EndedMeanwhile extends Error {}
