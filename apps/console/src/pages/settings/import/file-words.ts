// What the server says of a file and its lines, in the words of the page. Whatever is not known here shows as it is.
import type { ConsoleMessage, TextOf } from '../../../app/text.ts';
import { ruleMessage } from '../form/rule-messages.ts';

type Sentences = readonly (readonly [RegExp, ConsoleMessage])[];

/** What the schema says by itself: a form has better words for it, a line of a file has only these. */
const OF_A_CELL: Sentences = [
  [/^Invalid input: expected .+, received (?:undefined|null)$/, 'settings.check.missing'],
  [/^Too small: expected (?:string|array) to have >=1 \w+$/, 'settings.check.missing'],
  [/^Invalid option: expected one of (?<options>.+)$/s, 'settings.check.option'],
  [/^Too big: expected string to have <=(?<count>\d+) characters$/, 'settings.check.tooLong'],
  [/^Too big: expected \w+ to be <=(?<limit>-?[\d.]+)$/, 'settings.check.atMost'],
  [/^Too small: expected \w+ to be >=(?<limit>-?[\d.]+)$/, 'settings.check.atLeast'],
  [/^Invalid ISO date$/, 'settings.check.day'],
  [/^(?:Invalid|Too|Unrecognized)\b/, 'settings.check.invalid'],
];

const OF_A_FILE: Sentences = [
  [/^The file is empty\.$/, 'settings.file.empty'],
  [/^The file has more than (?<count>\d+) lines;/, 'settings.file.tooManyLines'],
  [/^The file is no CSV: (?<why>.*)$/s, 'settings.file.noCsv'],
  [/^The file is not text: it holds zero bytes\.$/, 'settings.file.noText'],
  [/^The file is not in Unicode\./, 'settings.file.noUnicode'],
  [/^The file is no XLSX workbook\.$/, 'settings.file.noWorkbook'],
  [/^The file is damaged,/, 'settings.file.damaged'],
  [/^The file is not there any more;/, 'settings.file.gone'],
  [/^The file has a first line with the columns, and nothing else\.$/, 'settings.file.noLines'],
  [
    /^The column "(?<column>.*)" is not known\. The first line names these: (?<columns>.*)\.$/s,
    'settings.file.unknown',
  ],
  [/^The column "(?<column>.*)" is there twice\.$/s, 'settings.file.twice'],
  [/^These columns are missing: (?<columns>.*)\.$/s, 'settings.file.missing'],
  [/^The server stopped meanwhile;/, 'settings.file.stopped'],
  [/^Something went wrong here;/, 'settings.file.wrong'],
];

/** Null if there are no words for it. */
export function rejectWords(text: TextOf, message: string): string | null {
  return ruleMessage(text, message) ?? wordsOf(text, OF_A_CELL, message);
}

export function fileProblemWords(text: TextOf, problem: string): string | null {
  return wordsOf(text, OF_A_FILE, problem);
}

function wordsOf(text: TextOf, sentences: Sentences, message: string): string | null {
  for (const [pattern, key] of sentences) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const { options, ...values } = { ...match.groups };
    // The schema names what can be chosen as code: "gin"|"mill".
    return text(key, options === undefined ? values : { options: options.replaceAll('"', '').replaceAll('|', ', ') });
  }
  return null;
}
