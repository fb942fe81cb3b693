import { getOrganisationSecurity, updateOrganisationSecurity } from '@sutra/contracts/organisation-security';
import { confirmMobile, reportMobile } from '@sutra/contracts/people';
import { disownSession, lookAtSignIn, notMe } from '@sutra/contracts/sign-in-risk';
import { type Route, route } from '@sutra/kernel/http/route';
import type { OrganisationSecurity } from '../organisation-security.service.ts';
import type { Disowning } from './disowning.service.ts';
import type { Numbers } from './numbers.service.ts';

export interface RiskRoutesOptions {
  disowning: Disowning;
  numbers: Numbers;
  security: OrganisationSecurity;
}

export function riskRoutes({ disowning, numbers, security }: RiskRoutesOptions): Route[] {
  return [
    route(lookAtSignIn, ({ body }, context) => disowning.look(context, body.token)),
    route(notMe, ({ body }, context) => disowning.byLink(context, body.token)),
    route(disownSession, ({ params }, context) => disowning.own(context, params.sessionId)),
    route(confirmMobile, (input, context) => numbers.confirm(context, input)),
    route(reportMobile, (input, context) => numbers.report(context, input)),
    route(getOrganisationSecurity, (_, { actor }) => security.get(actor)),
    route(updateOrganisationSecurity, (input, context) => security.put(context, input)),
  ];
}
