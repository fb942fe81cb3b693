import { listLoginEvents, logout, refresh, refreshInvalid } from '@sutra/contracts/identity';
import { changePassword } from '@sutra/contracts/password';
import { getMe, listSessions, revokeAllSessions, revokeSession, updateMe } from '@sutra/contracts/sessions';
import { AppError } from '@sutra/kernel/errors';
import { type Route, route } from '@sutra/kernel/http/route';
import { readCookie } from '@sutra/kernel/http/cookies';
import type { LoginEvents } from './login-events.service.ts';
import type { Passwords } from './password.service.ts';
import type { Refreshes } from './refresh.service.ts';
import { requirePerson, type Sessions } from './sessions.service.ts';
import { REFRESH_COOKIE } from './signed-in.ts';

export interface SessionRoutesOptions {
  sessions: Sessions;
  refreshes: Refreshes;
  events: LoginEvents;
  passwords: Passwords;
}

export function sessionRoutes({ sessions, refreshes, events, passwords }: SessionRoutesOptions): Route[] {
  return [
    route(refresh, ({ body }, context) => {
      // A token that came in the cookie goes back in the cookie, and only there.
      const fromCookie =
        body.refreshToken === undefined ? readCookie(context.header('cookie'), REFRESH_COOKIE) : undefined;
      const token = body.refreshToken ?? fromCookie;
      if (token === undefined || token === '')
        throw new AppError(refreshInvalid, { detail: 'There is no refresh token in the body or the cookie.' });
      return refreshes.refresh(
        context,
        token,
        body.organisationId,
        fromCookie === undefined ? body.tokenDelivery : 'cookie',
      );
    }),
    route(logout, (_, context) => sessions.revoke(context, context.actor.sessionId)),
    route(getMe, (_, context) => sessions.me(context.actor, context.now())),
    route(updateMe, ({ body }, context) => sessions.rename(context, body.name.trim())),
    route(changePassword, ({ body }, context) => passwords.change(context, body)),
    route(listSessions, async (_, context) => ({ sessions: await sessions.list(context.actor, context.now()) })),
    route(listLoginEvents, ({ query }, { actor }) => {
      requirePerson(actor);
      return events.list(actor, query);
    }),
    route(revokeSession, ({ params }, context) => sessions.revoke(context, params.sessionId)),
    route(revokeAllSessions, ({ query }, context) => sessions.revokeAll(context, query.keepCurrent)),
  ];
}
