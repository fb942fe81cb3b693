/** What the page calls a mobile number, and what an e-mail address. */
export const CONTACT_WORDS = {
  mobile: {
    name: 'sessions.mobile',
    add: 'sessions.mobile.add',
    change: 'sessions.mobile.change',
    field: 'sessions.mobile.new',
    help: 'sessions.mobile.help',
    invalid: 'sessions.mobile.invalid',
    done: 'sessions.mobile.done',
    removed: 'sessions.mobile.removed',
  },
  email: {
    name: 'sessions.email',
    add: 'sessions.email.add',
    change: 'sessions.email.change',
    field: 'sessions.email.new',
    help: 'sessions.email.help',
    invalid: 'sessions.email.invalid',
    done: 'sessions.email.done',
    removed: 'sessions.email.removed',
  },
} as const;
