import {
  getMe,
  listSessions,
  logout,
  refresh,
  refreshInvalid,
  revokeAllSessions,
  revokeSession,
  updateMe,
} from '@sutra/contracts/identity';
import { AppError } from '@sutra/kernel/errors';
import { type Route, route } from '@sutra/kernel/http/route';
import { readCookie } from '@sutra/kernel/http/cookies';
import type { Refreshes } from './refresh.service.ts';
import type { Sessions } from './sessions.service.ts';
import { REFRESH_COOKIE } from './signed-in.ts';

export function sessionRoutes(sessions: Sessions, refreshes: Refreshes): Route[] {
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
    route(listSessions, async (_, context) => ({ sessions: await sessions.list(context.actor, context.now()) })),
    route(revokeSession, ({ params }, context) => sessions.revoke(context, params.sessionId)),
    route(revokeAllSessions, ({ query }, context) => sessions.revokeAll(context, query.keepCurrent)),
  ];
}
