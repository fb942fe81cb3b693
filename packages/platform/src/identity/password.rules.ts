// What a password must be (NIST SP 800-63B section 5.1.1.2: length and blocklist, no composition rules); what many people
// use is told by `common-passwords.ts`.

export const MIN_PASSWORD_CHARACTERS = 10;
export const MAX_PASSWORD_CHARACTERS = 256;

export type PasswordProblem = 'too-short' | 'too-long' | 'common' | 'personal';

export interface PasswordOwner {
  name: string;
  mobile: string | null;
  email: string | null;
}

/** What length and owner say against a password; null if nothing. Characters are counted after NFKC. */
export function findPasswordProblem(password: string, owner: PasswordOwner): Exclude<PasswordProblem, 'common'> | null {
  const normal = password.normalize('NFKC');
  const characters = Array.from(normal).length;
  if (characters < MIN_PASSWORD_CHARACTERS) return 'too-short';
  if (characters > MAX_PASSWORD_CHARACTERS) return 'too-long';
  const plain = normal.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
  return wordsOf(owner).some((word) => plain.includes(word)) ? 'personal' : null;
}

const LETTERS_OF_A_NAME = 3;
const DIGITS_OF_A_NUMBER = 7;

/** What everybody knows of somebody: the parts of the name, the mailbox and the end of the number, in small letters. */
export function wordsOf({ name, mobile, email }: PasswordOwner): string[] {
  const names = name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u);
  const mailbox = (email ?? '')
    .split('@')[0]!
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  const words = [...names, mailbox].filter((word) => Array.from(word).length >= LETTERS_OF_A_NAME);
  return mobile === null ? words : [...words, mobile.slice(-DIGITS_OF_A_NUMBER)];
}
