// What an organisation asks of the sign-ins of its people, and what is done where one looks unusual.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { RiskAction } from './identity.ts';
import { Instant } from './wire.ts';

export const securitySecondFactorMissing = failure(
  'security.second_factor_missing',
  409,
  'Set up a second factor yourself first: otherwise you would lock yourself out',
);
export const securitySecondFactorFixed = failure(
  'security.second_factor_fixed',
  409,
  'An organisation that operates Sutra always asks for a second factor',
);
export const securityDeviceKeyMissing = failure(
  'security.device_key_missing',
  409,
  'Your own sign-in is not bound to this device: otherwise you would lock yourself out; sign in on a device that is',
);

const ORDER = RiskAction.options;
const RiskPolicy = z
  .object({ low: RiskAction, elevated: RiskAction, high: RiskAction })
  .refine(({ low, elevated }) => ORDER.indexOf(elevated) >= ORDER.indexOf(low), {
    path: ['elevated'],
    error: 'must be at least as strict as what is done at low risk',
  })
  .refine(({ elevated, high }) => ORDER.indexOf(high) >= ORDER.indexOf(elevated), {
    path: ['high'],
    error: 'must be at least as strict as what is done at elevated risk',
  });

export const SecurityPolicy = z.object({
  secondFactorRequired: z.boolean(),
  deviceKeyRequired: z.boolean().meta({ description: 'Only sessions bound to the key of a device (DPoP, RFC 9449)' }),
  risk: RiskPolicy.meta({
    description: 'What is done at each level of risk; each at least as strict as the one before',
  }),
});
export type SecurityPolicy = z.infer<typeof SecurityPolicy>;

export const OrganisationSecurity = SecurityPolicy.extend({
  isSecondFactorFixed: z.boolean().meta({ description: 'Organisations that operate Sutra always ask for one' }),
  version: z.int().min(1),
  updatedAt: Instant.nullable(),
  updatedBy: z.string().nullable().meta({ description: 'Name of who changed it last' }),
}).meta({ id: 'OrganisationSecurity' });
export type OrganisationSecurity = z.infer<typeof OrganisationSecurity>;

export const getOrganisationSecurity = endpoint({
  id: 'getOrganisationSecurity',
  method: 'GET',
  path: '/api/v1/organisation/security',
  summary: 'What the organisation asks of the sign-ins of its people',
  access: { permission: 'organisation.security' },
  limit: 'default',
  response: OrganisationSecurity,
});

export const updateOrganisationSecurity = endpoint({
  id: 'updateOrganisationSecurity',
  method: 'PUT',
  path: '/api/v1/organisation/security',
  summary: 'Change what the organisation asks of sign-ins; holds for everybody within a second',
  access: { permission: 'organisation.security' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'organisation.security_changed',
  precondition: 'version',
  body: SecurityPolicy,
  response: OrganisationSecurity,
  errors: [securitySecondFactorMissing, securitySecondFactorFixed, securityDeviceKeyMissing, personOnly],
});
