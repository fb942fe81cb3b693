// Sign-in, sessions over devices, and service accounts.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import {
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
export const sessionNotFound = failure('session.not_found', 404, 'That session is not there any more');
export const serviceAccountNotFound = failure('service_account.not_found', 404, 'There is no such service account');
export const serviceAccountLimit = failure(
  'service_account.limit_reached',
  409,
  'An organisation has at most 100 service accounts, with 20 keys each; remove one first',
);
export const apiKeyNotFound = failure('api_key.not_found', 404, 'There is no such API key');
export const apiKeyScope = failure(
  'api_key.scope_invalid',
  422,
  'A key can hold only permissions that you hold yourself',
);

export const numberUnconfirmed = failure(
  'auth.number_unconfirmed',
  403,
  'This number has not been used here for long and may be somebody else’s by now: ask an owner of your organisation to confirm that it is still yours',
);
export const signInRefused = failure(
  'auth.sign_in_refused',
  403,
  'This sign-in looks too unlike you, and your organisation does not allow that: use a device that you have signed in on before, or ask an owner',
);

export const passwordCurrentMissing = failure(
  'password.current_missing',
  422,
  'Type your current password; if you have forgotten it, sign in with a code and change it within ten minutes',
);
export const passwordCurrentWrong = failure(
  'password.current_wrong',
  422,
  'That is not your current password; if you have forgotten it, sign in with a code and change it within ten minutes',
);
export const passwordTooShort = failure('password.too_short', 422, 'Choose a password of at least 10 characters');
export const passwordTooLong = failure('password.too_long', 422, 'Choose a password of at most 256 characters');
export const passwordCommon = failure(
  'password.too_common',
  422,
  'Many people use this password or one like it, so it is tried first; choose another, such as a few words',
);
export const passwordBreached = failure(
  'password.breached',
  422,
  'This password has been published after a theft elsewhere, so it is tried first; choose another, and change it wherever else you use it',
);
export const passwordPersonal = failure(
  'password.personal',
  422,
  'Choose a password without your name, your mobile number and your e-mail address',
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
const Organisation = z.object({ id: Uuid, name: z.string(), kind: OrganisationKind });
const Person = z.object({ id: Uuid, name: z.string(), mobile: z.string().nullable(), email: z.string().nullable() });

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
    numberUnconfirmed,
    signInRefused,
    noMembership,
    organisationSuspended,
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

const Session = z
  .object({
    id: Uuid,
    deviceName: z.string(),
    deviceKind: DeviceKind,
    ip: z.string(),
    userAgent: z.string(),
    createdAt: Instant,
    lastActiveAt: Instant,
    expiresAt: Instant,
    isCurrent: z.boolean(),
  })
  .meta({ id: 'Session' });

export const getMe = endpoint({
  id: 'getMe',
  method: 'GET',
  path: '/api/v1/auth/me',
  summary: 'Who is signed in, where, and what they may do',
  access: 'signed-in',
  limit: 'default',
  response: z.object({
    user: OwnPerson,
    organisation: Organisation,
    permissions: z.array(z.string()),
    session: Session,
  }),
  errors: [personOnly],
});

export const updateMe = endpoint({
  id: 'updateMe',
  method: 'PATCH',
  path: '/api/v1/auth/me',
  summary: 'Change my own name',
  access: 'signed-in',
  limit: 'default',
  audit: 'person.renamed',
  body: z.object({ name: Line(200) }),
  response: Person,
  errors: [personOnly],
});

export const changePassword = endpoint({
  id: 'changePassword',
  method: 'PUT',
  path: '/api/v1/auth/password',
  summary: 'Change my own password; my other sessions end',
  access: 'signed-in',
  limit: 'auth',
  audit: 'person.password_changed',
  body: z.object({
    currentPassword: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Not needed in a session that was opened with a code in the last ten minutes' }),
    newPassword: Text(256),
  }),
  response: z.object({ changedAt: Instant, sessionsEnded: z.int() }),
  errors: [
    passwordCurrentMissing,
    passwordCurrentWrong,
    passwordTooShort,
    passwordTooLong,
    passwordCommon,
    passwordBreached,
    passwordPersonal,
    authLocked,
    personOnly,
  ],
});

export const listSessions = endpoint({
  id: 'listSessions',
  method: 'GET',
  path: '/api/v1/auth/sessions',
  summary: 'My sessions over all devices, newest activity first',
  access: 'signed-in',
  limit: 'default',
  response: z.object({ sessions: z.array(Session) }),
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
    method: z.enum(['otp', 'pwd', 'passkey']),
    outcome: z
      .enum([
        ...(['signed-in', 'wrong-password', 'wrong-code', 'wrong-second-factor', 'locked'] as const),
        ...(['refused', 'number-unconfirmed', 'continued', 'ended'] as const),
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

export const revokeSession = endpoint({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/:sessionId',
  summary: 'Log out one device',
  access: 'signed-in',
  limit: 'default',
  audit: 'session.revoked',
  params: z.object({ sessionId: Uuid }),
  response: z.object({ revokedAt: Instant }),
  errors: [sessionNotFound, personOnly],
});

export const revokeAllSessions = endpoint({
  id: 'revokeAllSessions',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/all',
  summary: 'Log out all devices, or all others',
  access: 'signed-in',
  limit: 'default',
  audit: 'session.revoked_all',
  query: z.object({ keepCurrent: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false) }),
  response: z.object({ revoked: z.int() }),
  errors: [personOnly],
});

const ApiKey = z.object({
  id: Uuid,
  name: z.string(),
  hint: z.string().meta({ description: 'The first characters, to tell keys apart' }),
  permissions: z.array(z.string()),
  ipAllowList: z.array(z.string()),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
});
const ServiceAccount = z.object({ id: Uuid, name: z.string(), createdAt: Instant, keys: z.array(ApiKey) });

export const listServiceAccounts = endpoint({
  id: 'listServiceAccounts',
  method: 'GET',
  path: '/api/v1/service-accounts',
  summary: 'Service accounts of the organisation and their keys',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  response: z.object({ items: z.array(ServiceAccount) }),
});

export const createServiceAccount = endpoint({
  id: 'createServiceAccount',
  method: 'POST',
  path: '/api/v1/service-accounts',
  summary: 'Create a service account for an integration',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  audit: 'service_account.created',
  status: 201,
  body: z.object({ name: Text(80) }),
  response: ServiceAccount,
  errors: [serviceAccountLimit],
});

export const createApiKey = endpoint({
  id: 'createApiKey',
  method: 'POST',
  path: '/api/v1/service-accounts/:serviceAccountId/keys',
  summary: 'Create an API key; its secret is shown this once',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'api_key.created',
  status: 201,
  params: z.object({ serviceAccountId: Uuid }),
  body: z.object({
    name: Text(80),
    permissions: z
      .array(z.string().regex(/^[a-z][a-z.-]{1,80}$/))
      .min(1)
      .max(100),
    expiresAt: Instant.optional(),
    ipAllowList: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .max(50)
      .default([]),
  }),
  response: ApiKey.extend({ secret: z.string() }),
  errors: [serviceAccountNotFound, apiKeyScope, serviceAccountLimit],
});

export const revokeApiKey = endpoint({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/api/v1/service-accounts/:serviceAccountId/keys/:keyId',
  summary: 'End an API key at once',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  audit: 'api_key.revoked',
  params: z.object({ serviceAccountId: Uuid, keyId: Uuid }),
  response: z.object({ revokedAt: Instant }),
  errors: [apiKeyNotFound],
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
