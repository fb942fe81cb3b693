// Second factors: authenticator apps (TOTP, RFC 6238), passkeys (W3C WebAuthn Level 3) and recovery codes; signing in with
// them, and showing once more who one is before something dangerous.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { deviceKeyRequired, dpopInvalid, dpopRequired, personOnly } from './failures.ts';
import {
  authLocked,
  Device,
  invalidCredentials,
  Line,
  noMembership,
  otpExpired,
  otpInvalid,
  PasskeyOptions,
  SignedIn,
  signInRefused,
  TokenDelivery,
} from './identity.ts';
import { Instant, Uuid } from './wire.ts';

export const ceremonyOver = failure('auth.ceremony_over', 410, 'This took too long or was done before; begin again');
export const secondFactorInvalid = failure(
  'auth.second_factor_invalid',
  401,
  'That was not accepted; check the code, or use another way',
);
export const stepUpMethod = failure(
  'auth.step_up_method',
  409,
  'You have set up a second factor: use it, or one of your recovery codes',
);
export const stepUpOther = failure(
  'auth.step_up_other',
  409,
  'This sign-in looked unlike you: show the other thing that only you have, your password or a code',
);
export const secondFactorKept = failure(
  'second_factor.last_one',
  409,
  'Your organisation asks for a second factor: set up another one before you remove this one',
);
export const totpOn = failure('totp.already_on', 409, 'An authenticator app is set up already; remove it first');
export const totpNotBegun = failure('totp.not_begun', 409, 'Begin to set up the authenticator app first');
export const totpCodeWrong = failure(
  'totp.code_wrong',
  422,
  'That is not the code of this moment; check that the clock of your phone is right',
);
export const totpNotFound = failure('totp.not_found', 404, 'No authenticator app is set up');
export const recoveryNothing = failure(
  'recovery_code.nothing_to_recover',
  409,
  'Recovery codes stand in for a second factor: set one up first',
);
export const passkeyNotFound = failure('passkey.not_found', 404, 'There is no such passkey');
export const passkeyRefused = failure(
  'passkey.refused',
  422,
  'This passkey was not accepted; try again, or use another device',
);
export const passkeyKnown = failure('passkey.already_known', 409, 'This passkey is set up already');
export const passkeyLimit = failure('passkey.limit_reached', 409, 'You have 20 passkeys; remove one first');
export const passkeyUnavailable = failure(
  'passkey.unavailable',
  409,
  'Passkeys need a name for this address, and this is a number; open the page by its name',
);

const Base64Url = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
const Extensions = z.record(z.string(), z.unknown()).default({});

/** AuthenticationResponseJSON of WebAuthn. */
export const Assertion = z.object({
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Base64Url(8192),
    authenticatorData: Base64Url(4096),
    signature: Base64Url(8192), // of the algorithms that quantum computers do not break, several kilobytes
    userHandle: Base64Url(128).optional(),
  }),
  clientExtensionResults: Extensions,
});
/** RegistrationResponseJSON of WebAuthn. */
export const Attestation = z.object({
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Base64Url(8192),
    attestationObject: Base64Url(32_768),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
  clientExtensionResults: Extensions,
});
const TotpCode = z.string().regex(/^[0-9]{6}$/, 'must be the six digits that the app shows');
const RecoveryCode = z.string().min(8).max(40);
const SecondProof = [
  z.object({ method: z.literal('totp'), code: TotpCode }),
  z.object({ method: z.literal('recovery'), code: RecoveryCode }),
] as const;

const Password = z.object({ method: z.literal('pwd'), password: z.string().min(1).max(256) });
const OneTimeCode = z.object({ method: z.literal('otp'), challengeId: Uuid, code: z.string().regex(/^[0-9]{6}$/) });

export const verifySecondFactor = endpoint({
  id: 'verifySecondFactor',
  method: 'POST',
  path: '/api/v1/auth/mfa/verify',
  summary: 'Complete a sign-in with the second factor, or with the other proof that it asks for',
  access: 'public',
  limit: 'auth',
  audit: 'auth.signed_in',
  body: z.object({
    mfaToken: z.string().min(1).max(200),
    proof: z.discriminatedUnion('method', [
      ...SecondProof,
      z.object({ method: z.literal('passkey'), assertion: Assertion }),
      Password,
      OneTimeCode,
    ]),
  }),
  response: SignedIn,
  errors: [
    secondFactorInvalid,
    ceremonyOver,
    authLocked,
    noMembership,
    invalidCredentials,
    otpInvalid,
    otpExpired,
    signInRefused,
    deviceKeyRequired,
    dpopRequired,
    dpopInvalid,
  ],
});

export const beginPasskeySignIn = endpoint({
  id: 'beginPasskeySignIn',
  method: 'POST',
  path: '/api/v1/auth/passkeys/sign-in/begin',
  summary: 'Begin to sign in with a passkey, whoever it may be',
  access: 'public',
  limit: 'auth',
  audit: { none: 'nobody is known yet; the sign-in it leads to is recorded' },
  response: z.object({ ceremonyId: Uuid, passkey: PasskeyOptions, expiresAt: Instant }),
  errors: [passkeyUnavailable],
});

export const signInWithPasskey = endpoint({
  id: 'signInWithPasskey',
  method: 'POST',
  path: '/api/v1/auth/passkeys/sign-in',
  summary: 'Sign in with a passkey: device and fingerprint or PIN, so both factors at once',
  access: 'public',
  limit: 'auth',
  audit: 'auth.signed_in',
  body: z.object({
    ceremonyId: Uuid,
    assertion: Assertion,
    device: Device.optional(),
    tokenDelivery: TokenDelivery,
  }),
  response: SignedIn,
  errors: [
    secondFactorInvalid,
    ceremonyOver,
    signInRefused,
    noMembership,
    deviceKeyRequired,
    dpopRequired,
    dpopInvalid,
  ],
});

export const beginStepUp = endpoint({
  id: 'beginStepUp',
  method: 'POST',
  path: '/api/v1/auth/step-up/begin',
  summary: 'Ways to show once more that it is me',
  access: 'signed-in',
  limit: 'auth',
  audit: { none: 'nothing is proved yet' },
  response: z.object({
    ceremonyId: Uuid,
    methods: z.array(z.enum(['totp', 'passkey', 'recovery', 'pwd', 'otp'])).meta({
      description: 'With a second factor it is asked for; otherwise the password, or a code to my own number',
    }),
    mobile: z.string().nullable().meta({ description: 'Where a code would go' }),
    passkey: PasskeyOptions.nullable(),
    expiresAt: Instant,
  }),
  errors: [personOnly],
});

export const stepUp = endpoint({
  id: 'stepUp',
  method: 'POST',
  path: '/api/v1/auth/step-up',
  summary: 'Show once more that it is me; the next refresh gives a token that says so',
  access: 'signed-in',
  limit: 'auth',
  audit: 'auth.stepped_up',
  body: z.object({
    proof: z.discriminatedUnion('method', [
      ...SecondProof,
      z.object({ method: z.literal('passkey'), ceremonyId: Uuid, assertion: Assertion }),
      Password,
      OneTimeCode,
    ]),
  }),
  response: z.object({ acr: z.enum(['aal1', 'aal2']), provedAt: Instant }),
  errors: [
    secondFactorInvalid,
    stepUpMethod,
    stepUpOther,
    ceremonyOver,
    invalidCredentials,
    otpInvalid,
    otpExpired,
    authLocked,
    personOnly,
  ],
});

const Passkey = z.object({
  id: Uuid,
  name: z.string(),
  isBackedUp: z.boolean().meta({ description: 'Kept by a password manager over several devices' }),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
});

export const listSecondFactors = endpoint({
  id: 'listSecondFactors',
  method: 'GET',
  path: '/api/v1/auth/mfa',
  summary: 'My second factors',
  access: 'signed-in',
  limit: 'default',
  response: z.object({
    totp: z.object({ confirmedAt: Instant }).nullable(),
    passkeys: z.array(Passkey),
    recoveryCodesLeft: z.int(),
    isRequired: z.boolean().meta({ description: 'By the organisation I am working in' }),
    canUsePasskeys: z.boolean().meta({ description: 'This address has a name, as passkeys need' }),
  }),
  errors: [personOnly],
});
export type SecondFactorList = z.infer<(typeof listSecondFactors)['response']>;

export const beginTotp = endpoint({
  id: 'beginTotp',
  method: 'POST',
  path: '/api/v1/auth/mfa/totp',
  summary: 'Begin to set up an authenticator app; the secret is shown this once',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: { none: 'nothing is set up until a code of the app confirms it' },
  response: z.object({
    secret: z.string().meta({ description: 'Base32, to type in where no camera is' }),
    uri: z.string().meta({ description: 'otpauth://… for the QR code' }),
  }),
  errors: [totpOn, personOnly],
});

const NewRecoveryCodes = z
  .array(z.string())
  .nullable()
  .meta({ description: 'Shown this once, with the first second factor; null if there are codes already' });

export const confirmTotp = endpoint({
  id: 'confirmTotp',
  method: 'PUT',
  path: '/api/v1/auth/mfa/totp',
  summary: 'Confirm the authenticator app with a code that it shows',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'second_factor.added',
  body: z.object({ code: TotpCode }),
  response: z.object({ confirmedAt: Instant, recoveryCodes: NewRecoveryCodes }),
  errors: [totpOn, totpNotBegun, totpCodeWrong, authLocked, personOnly],
});

export const removeTotp = endpoint({
  id: 'removeTotp',
  method: 'DELETE',
  path: '/api/v1/auth/mfa/totp',
  summary: 'Remove the authenticator app',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'second_factor.removed',
  response: z.object({ removedAt: Instant }),
  errors: [totpNotFound, secondFactorKept, personOnly],
});

export const makeRecoveryCodes = endpoint({
  id: 'makeRecoveryCodes',
  method: 'POST',
  path: '/api/v1/auth/mfa/recovery-codes',
  summary: 'Make ten new recovery codes, shown this once; older ones end',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'second_factor.recovery_codes_made',
  response: z.object({ recoveryCodes: z.array(z.string()) }),
  errors: [recoveryNothing, personOnly],
});

export const beginPasskey = endpoint({
  id: 'beginPasskey',
  method: 'POST',
  path: '/api/v1/auth/passkeys/begin',
  summary: 'Begin to add a passkey',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: { none: 'nothing is set up until the authenticator answers' },
  response: z.object({ ceremonyId: Uuid, passkey: PasskeyOptions, expiresAt: Instant }),
  errors: [passkeyLimit, passkeyUnavailable, personOnly],
});

export const addPasskey = endpoint({
  id: 'addPasskey',
  method: 'POST',
  path: '/api/v1/auth/passkeys',
  summary: 'Add the passkey that the authenticator made',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'second_factor.added',
  status: 201,
  body: z.object({ ceremonyId: Uuid, name: Line(80), attestation: Attestation }),
  response: z.object({ id: Uuid, recoveryCodes: NewRecoveryCodes }),
  errors: [ceremonyOver, passkeyRefused, passkeyKnown, passkeyLimit, personOnly],
});

export const removePasskey = endpoint({
  id: 'removePasskey',
  method: 'DELETE',
  path: '/api/v1/auth/passkeys/:passkeyId',
  summary: 'Remove a passkey',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'second_factor.removed',
  params: z.object({ passkeyId: Uuid }),
  response: z.object({ removedAt: Instant }),
  errors: [passkeyNotFound, secondFactorKept, personOnly],
});
