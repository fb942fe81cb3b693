// What Sutra writes to people's numbers and addresses about their sign-in. A text that is changed here must be registered
// anew before it is used (docs/messages.md). In two languages where nothing is known of the person's.
import { messageTemplate } from '../messaging/public.ts';

const NEVER_TELL = 'It is valid for 5 minutes. Never tell it to anybody.';
const NOT_YOU =
  'If this was not you, tell the owner of your organisation at once: somebody else may be signed in as you.';
const TAKEN = 'It belongs to yours; nothing was changed. If it was you, sign in with it.';

const UNUSUAL = [
  'Sutra: unusual sign-in on {device}, {day}, {hour}:{minute} {half}. Not you? End it here: {link}',
  'Sutra: {deviceInHindi} पर असामान्य साइन-इन, {dayInHindi}, {hour}:{minute} {half}। आप नहीं थे? यहाँ बंद करें: {link}',
].join('\n');

export const messages = {
  signInCode: messageTemplate({
    id: 'sign-in-code',
    purpose: 'code',
    places: { code: 'numeric' },
    sms: `{code} is your Sutra sign-in code. ${NEVER_TELL}`,
    mail: null,
  }),

  contactCode: messageTemplate({
    id: 'contact-code',
    purpose: 'code',
    places: { code: 'numeric' },
    sms: `{code} is the code that makes this mobile number part of your Sutra account. ${NEVER_TELL}`,
    mail: {
      subject: 'Your code for Sutra',
      text: `{code} is the code that makes this e-mail address part of your Sutra account. ${NEVER_TELL}`,
    },
  }),

  /** To whoever has it already, in place of the code: it costs as much, so that who asked learns nothing. */
  contactTaken: messageTemplate({
    id: 'contact-taken',
    purpose: 'code',
    places: {},
    sms: `Somebody wanted to add this mobile number to another Sutra account. ${TAKEN}`,
    mail: {
      subject: 'Somebody wanted to use your address',
      text: `Somebody wanted to add this e-mail address to another Sutra account. ${TAKEN}`,
    },
  }),

  contactChanged: messageTemplate({
    id: 'contact-changed',
    purpose: 'notice',
    places: {},
    sms: `This mobile number was replaced by another in your Sutra account. ${NOT_YOU}`,
    mail: {
      subject: 'Your address was replaced',
      text: `This e-mail address was replaced by another in your Sutra account. ${NOT_YOU}`,
    },
  }),

  contactRemoved: messageTemplate({
    id: 'contact-removed',
    purpose: 'notice',
    places: {},
    sms: `This mobile number was removed from your Sutra account. ${NOT_YOU}`,
    mail: {
      subject: 'Your address was removed',
      text: `This e-mail address was removed from your Sutra account. ${NOT_YOU}`,
    },
  }),

  unusualSignIn: messageTemplate({
    id: 'unusual-sign-in',
    purpose: 'notice',
    places: {
      device: 'alphanumeric',
      deviceInHindi: 'alphanumeric',
      day: 'alphanumeric',
      dayInHindi: 'alphanumeric',
      hour: 'numeric',
      minute: 'numeric',
      half: 'alphanumeric',
      link: 'url',
    },
    sms: UNUSUAL,
    mail: { subject: 'Unusual sign-in to Sutra · असामान्य साइन-इन', text: UNUSUAL },
  }),

  invitation: messageTemplate({
    id: 'invitation',
    purpose: 'notice',
    places: { organisation: 'alphanumeric', address: 'url' },
    sms: [
      '{organisation} invites you to work with them on Sutra. Sign in with this number within 7 days: {address}',
      '{organisation} ने आपको Sutra पर अपने साथ काम करने के लिए बुलाया है। 7 दिन के भीतर इसी नंबर से साइन इन करें: {address}',
    ].join('\n'),
    mail: null,
  }),
};
