// One's own mobile number and e-mail address: proved by a code that is sent there, changed, taken away.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { authLocked, OwnPerson } from './identity.ts';
import { mailUnavailable, smsUnavailable, smsUsedUp } from './messaging.ts';
import { Email, Instant, Mobile, Uuid } from './wire.ts';

export const contactNotOne = failure(
  'contact.not_one',
  422,
  'Name one at a time: a mobile number or an e-mail address',
);
export const contactCodeInvalid = failure(
  'contact.code_invalid',
  422,
  'That code is not right; check it or ask for a new one',
);
export const contactCodeExpired = failure(
  'contact.code_expired',
  410,
  'That code is no longer valid; ask for a new one',
);
export const contactTaken = failure(
  'contact.taken',
  409,
  'Another account has this meanwhile; sign in to that account, or use another number or address',
);
export const contactNotFound = failure('contact.not_found', 404, 'Your account has nothing of this kind');
export const contactLast = failure(
  'contact.last',
  409,
  'Your account needs a mobile number or an e-mail address that is verified; verify the other one first',
);
export const contactPasswordMissing = failure(
  'contact.password_missing',
  409,
  'Without a mobile number you sign in with a password; set one first',
);

export const ContactKind = z.enum(['mobile', 'email']);
export type ContactKind = z.infer<typeof ContactKind>;

export const requestContactCode = endpoint({
  id: 'requestContactCode',
  method: 'POST',
  path: '/api/v1/auth/contacts',
  summary: 'Send a code to a mobile number or e-mail address that shall be mine',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: { none: 'nothing has changed yet; what the code changes is recorded' },
  status: 202,
  body: z
    .object({ mobile: Mobile.optional(), email: Email.optional() })
    .refine(
      ({ mobile, email }) => mobile !== undefined || email !== undefined,
      'must name a mobile number or an e-mail address',
    ),
  response: z.object({ challengeId: Uuid, expiresAt: Instant, resendAfter: Instant }),
  errors: [contactNotOne, smsUnavailable, smsUsedUp, mailUnavailable, authLocked, personOnly],
});

export const verifyContact = endpoint({
  id: 'verifyContact',
  method: 'POST',
  path: '/api/v1/auth/contacts/verify',
  summary: 'Take the number or address to which the code was sent as mine',
  access: 'signed-in',
  limit: 'auth',
  audit: 'person.contact_changed',
  body: z.object({
    challengeId: Uuid,
    code: z.string().regex(/^[0-9]{6}$/, 'must be the six digits of the message'),
  }),
  response: OwnPerson,
  errors: [contactCodeInvalid, contactCodeExpired, contactTaken, personOnly],
});

export const removeContact = endpoint({
  id: 'removeContact',
  method: 'DELETE',
  path: '/api/v1/auth/contacts/:kind',
  summary: 'Take my mobile number or e-mail address away; a verified one of the two stays',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'person.contact_changed',
  params: z.object({ kind: ContactKind }),
  response: OwnPerson,
  errors: [contactNotFound, contactLast, contactPasswordMissing, personOnly],
});
