// Passwords that are guessed first: lists of leaked ones and the patterns that people make of words (zxcvbn), with the
// words of India that these lists lack.
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/**
 * So many guesses a password must be worth. A thief of the table who tries 10,000 a second, for which our Argon2id asks
 * much hardware, needs a day for each password; whoever guesses at the sign-in has about a hundred a day.
 */
const FLOOR_GUESSES = 1e9;

// What makes a password weak shows at its beginning, and the time goes up faster than the length.
const CHECKED_CHARACTERS = 32;
// How many readings of signs as letters are tried: with the default of 100 a password of signs takes several times as long.
const MAX_READINGS = 20;
const DIGITS_OF_A_NUMBER = 12;

/** Whether a password is soon guessed: by anybody, or by whoever knows its owner. The lists are loaded at the first call. */
export async function findGuessable(
  password: string,
  ownWords: readonly string[],
): Promise<'common' | 'personal' | null> {
  const normal = password.normalize('NFKC');
  if (isNumber(normal)) return 'common';
  const estimator = await (loaded ??= load());
  const { guesses, sequence } = estimator.check(normal.slice(0, CHECKED_CHARACTERS), [...ownWords]);
  if (guesses >= FLOOR_GUESSES) return null;
  return sequence.some((match) => match['dictionaryName'] === 'userInputs') ? 'personal' : 'common';
}

/** Nothing but digits, such as the telephone number of somebody in the family. */
function isNumber(text: string): boolean {
  const characters = text.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
  return characters.length <= DIGITS_OF_A_NUMBER && /^\d+$/.test(characters);
}

let loaded: Promise<ZxcvbnFactory> | undefined;

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Estimator({
    dictionary: {
      passwords: dictionary['passwords-common'],
      // Of this name alone every word is worth the same; by its place in the alphabet "abacus" would be the first guess.
      diceware: dictionary['diceware-common'],
      india: WORDS_OF_INDIA,
    },
    graphs: { qwerty: adjacencyGraphs.qwerty, keypad: adjacencyGraphs.keypad },
    l33tMaxSubstitutions: MAX_READINGS,
  });
}

// None of these is in the package's lists. Gods and greetings, cities and states, cricket and cinema, names, home and shop.
const WORDS_OF_INDIA: string[] = `
  jaishreeram jaishriram jaisriram jaishrikrishna jaishreekrishna jaijinendra harharmahadev omnamahshivaya radheradhe radhekrishna
  radha shivaji ganpati ganapati bappa durga laxmi saraswati mahadev mahakal bholenath balaji tirupati venkatesh murugan ayyappa
  swaminarayan khodiyar ambaji jagannath vitthal kanha ramram sitaram bajrang bajrangbali shriram shree mashallah diwali deepavali
  navratri holi dussehra rakhi ganeshchaturthi namaskar vandemataram bharatmata satyamevjayate jaijawan
  kolkata bengaluru ahmedabad surat rajkot vadodara baroda bhavnagar jamnagar junagadh gandhinagar kutch bhuj pune nagpur nashik
  aurangabad solapur akola amravati yavatmal jalgaon indore bhopal ujjain gwalior jabalpur khargone sendhwa jaipur jodhpur udaipur
  kota lucknow kanpur varanasi banaras agra prayagraj allahabad meerut ghaziabad noida gurgaon gurugram faridabad patna ranchi
  guwahati bhubaneswar cuttack raipur visakhapatnam vizag vijayawada guntur adilabad warangal coimbatore madurai kochi cochin
  mysore mysuru hubli mangalore amritsar ludhiana jalandhar chandigarh bathinda hisar sirsa srinagar jammu dehradun shimla haridwar
  gujarat maharashtra rajasthan haryana bihar karnataka telangana tamilnadu madhyapradesh uttarpradesh odisha assam
  dhoni kohli virat rohit sehwag ganguly dravid bumrah jadeja yuvraj raina mumbaiindians chennaisuperkings teamindia bollywood
  amitabh modi narendramodi sumit vinod pooja priya neha verma gupta
  papa maapapa mummypapa pitaji mataji dost pyaar zindagi jaaneman dukaan dukan vyapar rupee rupees paisa aadhaar medicos
  medicalstore paracetamol crocin dolo kapas traders flipkart paytm phonepe airtel whatsapp instagram linkedin login superuser sutra
`
  .trim()
  .split(/\s+/);
