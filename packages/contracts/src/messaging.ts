// Messages to people. In demo mode they are captured instead of sent.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { Instant, Text } from './wire.ts';

export const smsUnavailable = failure(
  'messaging.sms_unavailable',
  503,
  'Codes cannot be sent at the moment; sign in with your password',
);

export const smsUsedUp = failure(
  'messaging.sms_used_up',
  503,
  'No more codes can be sent today; sign in with your password or a passkey, or try again tomorrow',
);

export const mailUnavailable = failure(
  'messaging.mail_unavailable',
  503,
  'Mails cannot be sent at the moment; try again later',
);

export const listCapturedMessages = endpoint({
  id: 'listCapturedMessages',
  method: 'GET',
  path: '/api/v1/dev/messages',
  summary: 'Messages captured in demo mode, newest first',
  access: 'public',
  limit: 'default',
  demoOnly: true,
  query: z.object({ to: Text(254) }),
  response: z.object({
    messages: z.array(z.object({ to: z.string(), text: z.string(), code: z.string().nullable(), sentAt: Instant })),
  }),
});
