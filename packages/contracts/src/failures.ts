// Failures that any endpoint can answer: they belong to the kernel, not to a module.
import { failure } from './endpoint.ts';

export const requestInvalid = failure('request.invalid', 400, 'Something in the request is not as it must be');
export const requestMalformed = failure('request.malformed', 400, 'The request could not be read');
export const requestTooLarge = failure('request.too_large', 413, 'The request is too large');
export const requestUnsupportedMedia = failure(
  'request.unsupported_media_type',
  415,
  'Send JSON, with content-type application/json',
);
export const requestCrossSite = failure('request.cross_site', 403, 'This call must come from the same site');
export const requestKeyReused = failure(
  'request.idempotency_key_reused',
  422,
  'This Idempotency-Key belongs to another request; use a new one',
);
export const requestKeyInvalid = failure(
  'request.idempotency_key_invalid',
  400,
  'An Idempotency-Key is 1 to 255 visible ASCII characters',
);
export const requestVersionMissing = failure(
  'request.version_missing',
  428,
  'Say which version of the record is changed: If-Match with its version in quotes, such as "3"',
);
export const recordChanged = failure(
  'record.changed',
  412,
  'Somebody has changed this meanwhile; look at what is there now and save again',
);
export const routeNotFound = failure('route.not_found', 404, 'There is nothing at this address');
export const methodNotAllowed = failure('route.method_not_allowed', 405, 'This address does not take that method');
export const limitExceeded = failure(
  'limits.exceeded',
  429,
  'That was too often in too short a time; wait for the time that is named, then go on',
);
export const tokenMissing = failure('auth.token_missing', 401, 'Sign in first: this call needs an access token');
export const tokenInvalid = failure('auth.token_invalid', 401, 'This access token is not valid; sign in again');
export const tokenExpired = failure('auth.token_expired', 401, 'This access token has expired; refresh it');
export const tokenRevoked = failure('auth.token_revoked', 401, 'This session was ended; sign in again');
export const dpopRequired = failure(
  'auth.dpop_required',
  401,
  'Prove the key of this device: send a DPoP proof that holds the nonce of this answer (RFC 9449)',
);
export const dpopInvalid = failure(
  'auth.dpop_invalid',
  401,
  'The DPoP proof is not one for this call; make a new one (RFC 9449)',
);
export const personOnly = failure('auth.person_only', 403, 'Only a person can do this; an API key cannot');
export const stepUpRequired = failure(
  'auth.step_up_required',
  403,
  'Show once more that it is you, then this call will go through',
);
export const accessDenied = failure(
  'access.denied',
  403,
  'You do not have the permission for this; ask the owner of your organisation',
);
export const deviceKeyRequired = failure(
  'organisation.device_key_required',
  403,
  'This organisation takes only sign-ins that are bound to a device, and this one is not: sign in anew with a browser or program that holds a key of its own',
);
export const organisationSuspended = failure(
  'organisation.suspended',
  403,
  'This organisation is suspended; its owner should ask whoever operates Sutra',
);
export const databaseUnavailable = failure(
  'server.database_unavailable',
  503,
  'The database does not answer; try again in a moment',
);
export const serverBusy = failure(
  'server.busy',
  503,
  'Very many people are signing in at this moment; try again in a few seconds',
);
export const requestTimeout = failure('request.timeout', 408, 'The request took too long to arrive');
export const internalError = failure('server.error', 500, 'Something went wrong here; give the request id to support');
