// What a password must be (NIST SP 800-63B section 5.1.1.2: length and blocklist, no composition rules).

export const MIN_PASSWORD_CHARACTERS = 10;
export const MAX_PASSWORD_CHARACTERS = 256;

export type PasswordProblem = 'too-short' | 'too-long' | 'common' | 'personal';

export interface PasswordOwner {
  name: string;
  mobile: string | null;
  email: string | null;
}

/** What is wrong with a password for this person; null if nothing is. Characters are counted after NFKC. */
export function findPasswordProblem(password: string, owner: PasswordOwner): PasswordProblem | null {
  const normal = password.normalize('NFKC');
  const characters = Array.from(normal).length;
  if (characters < MIN_PASSWORD_CHARACTERS) return 'too-short';
  if (characters > MAX_PASSWORD_CHARACTERS) return 'too-long';
  const lower = normal.toLowerCase();
  if (isPersonal(lower, owner)) return 'personal';
  return isCommon(lower) ? 'common' : null;
}

const LETTERS_OF_A_NAME = 3;
const DIGITS_OF_A_NUMBER = 7;

function isPersonal(lower: string, { name, mobile, email }: PasswordOwner): boolean {
  const plain = lower.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
  const names = name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u);
  const mailbox =
    email === null
      ? []
      : [
          email
            .split('@')[0]!
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}]/gu, ''),
        ];
  const words = [...names, ...mailbox].filter((word) => Array.from(word).length >= LETTERS_OF_A_NAME);
  const number = mobile === null ? [] : [mobile.slice(-DIGITS_OF_A_NUMBER)];
  return [...words, ...number].some((word) => plain.includes(word));
}

function isCommon(lower: string): boolean {
  if (new Set(lower).size < 5) return true;
  const core = lower.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return [lower, core].some((text) => isRepeated(text) || isWalk(text)) || isCommonWords(lower);
}

/** One piece again and again: `abcabcabc`, `12341234123`. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const WALKS = [...ROWS, ...ROWS.map((row) => Array.from(row).reverse().join(''))];
const SHORTEST_WALK = 3;

/** Nothing but pieces of the alphabet, the digits and the rows of a keyboard: `qwerty123456`, `asdfghjkl;` */
function isWalk(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    let length = 0;
    while (at + length < text.length && WALKS.some((walk) => walk.includes(text.slice(at, at + length + 1))))
      length += 1;
    if (length < SHORTEST_WALK && at + length < text.length) return false;
    if (length === 0) return false;
    at += length;
  }
  return text !== '';
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

const MOST_WORDS = 2;
const MOST_FILLINGS = 8;

/** One or two common words with digits and signs about them: `P@ssw0rd2026`, `welcome@123`, `iloveyou-india`. */
function isCommonWords(lower: string): boolean {
  // Signs and digits at the ends are filling; between letters they may stand for a letter.
  const core = lower.replace(/^[^a-z]+/, '').replace(/[^a-z]+$/, '');
  const readings = [
    lower,
    ...(['i', 'l'] as const).map((one) => core.replaceAll(/[^a-z]/g, (sign) => readAs(sign, one))),
  ];
  return readings.some((reading) => {
    const letters = reading.replaceAll(/[^a-z]/g, '');
    return Array.from(lower).length - letters.length <= MOST_FILLINGS && countWords(letters) <= MOST_WORDS;
  });
}

function readAs(sign: string, one: 'i' | 'l'): string {
  return sign === '1' || sign === '!' ? one : (LOOKALIKES[sign] ?? sign);
}

/** How few common words make up the text; infinite if none do. */
function countWords(letters: string): number {
  const fewest = [0];
  for (let at = 0; at < letters.length; at += 1) {
    const words = (fewest[at] ?? Infinity) + 1;
    for (const word of COMMON)
      if (letters.startsWith(word, at))
        fewest[at + word.length] = Math.min(fewest[at + word.length] ?? Infinity, words);
  }
  return letters === '' ? Infinity : (fewest[letters.length] ?? Infinity);
}

// Our own list: what lists of leaked passwords are full of, and what is near at hand here.
const COMMON: readonly string[] = `
  password passwort passw pass word secret login logon signin admin administrator root superuser user username guest test testing tester
  demo sample example default change changeme changeit letmein welcome hello access enter open opensesame master
  qwerty qwertz azerty qwer asdf zxcv qazwsx qaz wsx abc abcd abcdef iloveyou loveyou lovely love forever trustno trust nothing
  monkey dragon tiger lion eagle falcon panther horse dolphin butterfly flower sunshine rainbow princess prince king queen angel
  baby babygirl sweetheart sweety honey chocolate cookie cheese pepper ginger banana orange apple mango summer winter spring autumn
  january february march april june july august september october november december monday tuesday wednesday thursday friday
  saturday sunday football cricket baseball basketball soccer hockey tennis superman batman spiderman ironman pokemon naruto starwars
  matrix ninja killer hunter shadow ranger soldier freedom liberty whatever computer internet windows google facebook instagram
  youtube whatsapp twitter linkedin amazon flipkart paytm samsung iphone android nokia mobile phone laptop server network system
  michael michelle jennifer jessica jordan daniel ashley charlie thomas andrew joshua robert george william david james john
  rahul rohit amit sumit anil sunil suresh ramesh mahesh dinesh rajesh mukesh vijay ajay sanjay manoj vinod ashok deepak pooja priya
  neha anita sunita kavita rani raja kumar kumari sharma verma gupta singh patel shah krishna radha shiva shivaji ganesh ganpati
  hanuman durga lakshmi laxmi saraswati sairam jaishreeram jaihind jaimatadi omsairam shriram shree allah bismillah jesus christ
  india indian bharat hindustan mumbai delhi newdelhi gujarat ahmedabad surat rajkot vadodara pune nagpur chennai kolkata bangalore
  bengaluru hyderabad jaipur sachin tendulkar dhoni kohli virat sehwag bollywood shahrukh salman
  pharmacy medical medicine medicos chemist doctor hospital health store stores cotton trader traders trading company office business
  money lucky success winner bank rupee rupees family mother father mummy papa mom dad sister brother friend friends bestfriend
  sutra work home house school college student teacher manager owner staff account security private public
`
  .trim()
  .split(/\s+/);
