// A person's own password.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { Instant, Text } from './wire.ts';

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

export const changePassword = endpoint({
  id: 'changePassword',
  method: 'PUT',
  path: '/api/v1/auth/password',
  summary: 'Change my own password; my other sessions end',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'person.password_changed',
  body: z.object({ newPassword: Text(256) }),
  response: z.object({ changedAt: Instant, sessionsEnded: z.int() }),
  errors: [passwordTooShort, passwordTooLong, passwordCommon, passwordBreached, passwordPersonal, personOnly],
});
