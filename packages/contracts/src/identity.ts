// Signing in and going on; what all of identity shares.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import {
  deviceKeyRequired,
  dpopInvalid,
  dpopRequired,
  limitExceeded,
  organisationSuspended,
  personOnly,
  tokenRevoked,
} from './failures.ts';
import { smsUnavailable, smsUsedUp } from './messaging.ts';
import { Instant, Mobile, Page, pageOf, Text, Uuid } from './wire.ts';

export const invalidCredentials = failure('auth.invalid_credentials', 401, 'The name or the password is not right');
export const otpInvalid = failure('auth.otp_invalid', 401, 'That code is not right; check it or ask for a new one');
export const otpExpired = failure('auth.otp_expired', 410, 'That code is no longer valid; ask for a new one');
export const authLocked = failure(
  'auth.locked',
  423,
  'There were too many attempts; wait for the time that is named, or sign in in another way',
);
export const refreshReused = failure(
  'auth.refresh_reused',
  401,
  'This sign-in was continued elsewhere and was ended for safety; sign in again',
);
export const refreshInvalid = failure('auth.refresh_invalid', 401, 'This sign-in cannot be continued; sign in again');
export const refreshExpired = failure('auth.refresh_expired', 401, 'Your session has expired; sign in again');
export const deviceMismatch = failure(
  'auth.device_mismatch',
  401,
  'This sign-in belongs to another device and was ended for safety; sign in again',
);
export const noMembership = failure(
  'auth.no_membership',
  403,
  'You do not belong to this organisation; ask its owner to invite you',
);

export const numberUnconfirmed = failure(
  'auth.number_unconfirmed',
  403,
  'This number may be somebody else’s by now, so a code alone opens nothing: an owner of each organisation that you belong to has to confirm within 24 hours that it is still yours',
);
export const signInRefused = failure(
  'auth.sign_in_refused',
  403,
  'This sign-in looks too unlike you, and your organisation does not allow that: use a device that you have signed in on before, or ask an owner',
);

/** A name: one line that is not blank. */
export const Line = (maxLength: number) =>
  Text(maxLength).regex(/^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line that is not empty');

export const DeviceKind = z.enum(['desktop', 'mobile', 'browser']);
export const Device = z.object({ name: Text(80), kind: DeviceKind });
export const TokenDelivery = z
  .enum(['cookie', 'body'])
  .default('body')
  .meta({ description: 'Where the refresh token goes: an HttpOnly cookie or the answer' });

export const OrganisationKind = z.enum(['pharmacy', 'cotton', 'operator']);
export const Organisation = z.object({ id: Uuid, name: z.string(), kind: OrganisationKind });
export const Person = z.object({
  id: Uuid,
  name: z.string(),
  mobile: z.string().nullable(),
  email: z.string().nullable(),
});

/** Oneself, with what has been proved. */
export const OwnPerson = Person.extend({
  mobileVerifiedAt: Instant.nullable(),
  emailVerifiedAt: Instant.nullable(),
}).meta({ id: 'OwnPerson' });
export type OwnPerson = z.infer<typeof OwnPerson>;

export const SignedIn = z
  .object({
    accessToken: z.string(),
    tokenType: z.enum(['Bearer', 'DPoP']),
    expiresInSeconds: z.int(),
    refreshToken: z.string().optional(),
    refreshExpiresAt: Instant,
    sessionId: Uuid,
    user: Person,
    organisation: Organisation,
    organisations: z.array(Organisation),
    permissions: z.array(z.string()),
    acr: z.enum(['aal1', 'aal2']).meta({ description: 'aal2: with a second factor (NIST SP 800-63B)' }),
    secondFactorRequired: z.boolean().meta({
      description:
        'The organisation asks for a second factor that this session has not proved: no permissions until then',
    }),
  })
  .meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;

/** `otp` and `pwd` stand in where a sign-in looks unusual and there is no second factor. */
export const SecondFactorMethod = z.enum(['totp', 'passkey', 'recovery', 'otp', 'pwd']);
export const PasskeyOptions = z.record(z.string(), z.unknown());

/** The first factor was right, and something else is asked for: the second factor, or another proof of the person. */
export const MfaRequired = z
  .object({
    mfaToken: z.string(),
    methods: z.array(SecondFactorMethod),
    passkey: PasskeyOptions.nullable().meta({
      description: 'PublicKeyCredentialRequestOptionsJSON of WebAuthn, where a passkey is one way',
    }),
    challengeId: Uuid.optional().meta({ description: 'With the method otp: of the code that was just sent' }),
    sentTo: z.string().optional().meta({ description: 'With the method otp: the last digits of the number' }),
    expiresAt: Instant,
  })
  .meta({ id: 'MfaRequired' });
export type MfaRequired = z.infer<typeof MfaRequired>;

export const requestOtp = endpoint({
  id: 'requestOtp',
  method: 'POST',
  path: '/api/v1/auth/otp',
  summary: 'Send a sign-in code to a mobile number',
  access: 'public',
  limit: 'auth',
  audit: { none: 'nobody is known yet; the sign-in it leads to is recorded' },
  status: 202,
  body: z.object({ mobile: Mobile }),
  response: z.object({ challengeId: Uuid, expiresAt: Instant, resendAfter: Instant }),
  errors: [smsUnavailable, smsUsedUp, authLocked],
});

export const verifyOtp = endpoint({
  id: 'verifyOtp',
  method: 'POST',
  path: '/api/v1/auth/otp/verify',
  summary: 'Sign in with the code that was sent',
  access: 'public',
  limit: 'auth',
  audit: 'auth.signed_in',
  body: z.object({
    challengeId: Uuid,
    code: z.string().regex(/^[0-9]{6}$/, 'must be the six digits of the message'),
    device: Device.optional(),
    tokenDelivery: TokenDelivery,
  }),
  response: z.union([SignedIn, MfaRequired]),
  errors: [
    otpInvalid,
    otpExpired,
    authLocked,
    numberUnconfirmed,
    signInRefused,
    noMembership,
    organisationSuspended,
    deviceKeyRequired,
    dpopRequired,
    dpopInvalid,
  ],
});

export const login = endpoint({
  id: 'login',
  method: 'POST',
  path: '/api/v1/auth/login',
  summary: 'Sign in with a mobile number or e-mail address and a password',
  access: 'public',
  limit: 'auth',
  audit: 'auth.signed_in',
  body: z.object({
    identifier: Text(254),
    password: z.string().min(1).max(256),
    device: Device.optional(),
    tokenDelivery: TokenDelivery,
  }),
  response: z.union([SignedIn, MfaRequired]),
  errors: [
    invalidCredentials,
    authLocked,
    signInRefused,
    noMembership,
    organisationSuspended,
    deviceKeyRequired,
    dpopRequired,
    dpopInvalid,
  ],
});

export const refresh = endpoint({
  id: 'refresh',
  method: 'POST',
  path: '/api/v1/auth/refresh',
  summary: 'Exchange a refresh token for a new pair, or work in another organisation',
  access: 'public',
  limit: 'refresh',
  audit: { none: 'a refresh gives no new right; a reused token is recorded as auth.refresh_reused' },
  body: z
    .object({
      refreshToken: z.string().min(1).max(400).optional(),
      organisationId: Uuid.optional(),
      tokenDelivery: TokenDelivery,
    })
    .default({ tokenDelivery: 'body' }),
  response: SignedIn,
  errors: [
    refreshInvalid,
    refreshExpired,
    refreshReused,
    deviceMismatch,
    limitExceeded,
    tokenRevoked,
    noMembership,
    organisationSuspended,
    deviceKeyRequired,
    dpopRequired,
    dpopInvalid,
  ],
});

export const logout = endpoint({
  id: 'logout',
  method: 'POST',
  path: '/api/v1/auth/logout',
  summary: 'End this session',
  access: 'signed-in',
  limit: 'auth',
  audit: 'auth.signed_out',
  response: z.object({ revokedAt: Instant }),
  errors: [personOnly],
});

export const RiskReason = z.enum([
  'new-device',
  'new-network',
  'new-country',
  'impossible-travel',
  'agent-changed',
  'odd-hour',
  'recent-failures',
  'refresh-reused',
]);
export type RiskReason = z.infer<typeof RiskReason>;
export const RiskLevel = z.enum(['low', 'elevated', 'high']);
export type RiskLevel = z.infer<typeof RiskLevel>;
export const RiskAction = z.enum(['nothing', 'alert', 'step-up', 'revoke']);
export type RiskAction = z.infer<typeof RiskAction>;

const LoginEvent = z
  .object({
    id: Uuid,
    occurredAt: Instant,
    method: z.enum(['otp', 'pwd', 'passkey', 'pin']),
    secondMethod: z
      .enum(['totp', 'recovery', 'passkey'])
      .nullable()
      .meta({ description: 'The second factor, if there was one' }),
    outcome: z
      .enum([
        ...(['signed-in', 'wrong-password', 'wrong-code', 'wrong-second-factor', 'locked'] as const),
        ...(['refused', 'number-unconfirmed', 'continued', 'ended', 'wrong-pin', 'pin-not-enough'] as const),
      ])
      .meta({ description: 'continued and ended: of a session that was open, where something unusual was seen' }),
    ip: z.string(),
    userAgent: z.string(),
    deviceName: z.string().nullable(),
    deviceKind: DeviceKind.nullable(),
    country: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-2, where it is known' }),
    score: z.int().meta({ description: '0 as always to 100; 30 and more is elevated, 60 and more high' }),
    reasons: z.array(RiskReason).meta({ description: 'What was unlike before' }),
    sessionId: Uuid.nullable().meta({ description: 'The session that it opened or concerned' }),
    isDisowned: z.boolean().meta({ description: 'The person has said that it was not them' }),
  })
  .meta({ id: 'LoginEvent' });
export type LoginEvent = z.infer<typeof LoginEvent>;

export const listLoginEvents = endpoint({
  id: 'listLoginEvents',
  method: 'GET',
  path: '/api/v1/auth/login-events',
  summary: 'My sign-ins and what failed, of 180 days, newest first',
  access: 'signed-in',
  limit: 'default',
  query: z.object(Page),
  response: pageOf(LoginEvent),
  errors: [personOnly],
});

export const getJwks = endpoint({
  id: 'getJwks',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'Public keys that verify access tokens (RFC 7517)',
  access: 'public',
  limit: 'default',
  response: z.object({
    keys: z.array(
      z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string(), alg: z.string(), use: z.string() }),
    ),
  }),
});
