// The contract's own sentences about what is wrong, in the words of the page. Whatever is not known here shows as it is.
import type { ConsoleMessage, TextOf } from '../../../app/text.ts';

export const RULE_MESSAGES: Readonly<Record<string, ConsoleMessage>> = {
  'contains a character that cannot be stored': 'settings.check.unstorable',
  'is letters and digits, with . _ / + - or a space between them': 'settings.check.code',
  'is a year such as 2026-27': 'settings.check.year',
  'must end in the year after it begins': 'settings.check.yearFollows',
  'must be above zero': 'settings.check.aboveZero',
  'must not name a unit twice': 'settings.check.unitTwice',
  'is a HSN code: 4, 6 or 8 digits': 'settings.check.hsn',
  'must be one of the units': 'settings.check.oneOfUnits',
  'must name the grades': 'settings.check.grades',
  'must not name a grade twice': 'settings.check.gradeTwice',
  'must not be below the lower end': 'settings.check.belowLower',
  'is a currency such as INR': 'settings.check.currency',
  'must be after the first day': 'settings.check.afterFirstDay',
  'only the last step may have no end': 'settings.check.lastStep',
  'must say which share': 'settings.check.share',
  'must say how much': 'settings.check.howMuch',
  'must not be below the minimum': 'settings.check.belowMinimum',
  'must be the state that the GSTIN begins with': 'settings.check.gstinState',
  'is 6 to 18 digits': 'settings.check.accountNumber',
  'is letters, digits, / and -': 'settings.check.seriesPart',
  'must leave 16 characters at most in all': 'settings.check.sixteen',
  'must not have more digits than the number': 'settings.check.startDigits',
  'must begin with a letter or a digit other than 0': 'settings.check.prefix',
  'must rise: only the first band has no lower end, and each begins above the one before': 'settings.check.rise',
  'must have a cell for each row and column': 'settings.check.cells',
  'is not a GSTIN: check each of its 15 characters': 'settings.check.gstin',
  'is not an IFSC: four letters, a zero, six characters': 'settings.check.ifsc',
  'is not a PIN code: six digits': 'settings.check.pincode',
  'is taken by another record': 'settings.check.taken',
  'does not exist or is archived': 'settings.check.gone',
  'is fixed now': 'settings.check.fixed',
  'is no unit of the commodity': 'settings.check.noUnit',
  'is what another record has already': 'settings.check.taken',
  'cannot be changed by a file': 'settings.check.fixedForFiles',
  'has more cells than there are columns': 'settings.check.moreCells',
  'is a number of more than 15 digits: give the column the format Text': 'settings.check.longNumber',
  'is not a whole number': 'settings.check.whole',
  'is yes or no': 'settings.check.yesNo',
  'is not a day such as 2027-03-31 or 31/03/2027': 'settings.check.day',
  'is not a decimal number such as 28.5': 'settings.check.decimal',
  'is neither a list with semicolons nor JSON': 'settings.check.list',
};

/** Sentences with values in them. */
const PATTERNS: readonly (readonly [RegExp, ConsoleMessage])[] = [
  [/^(?<parameter>.+) is no parameter of the commodity$/s, 'settings.check.noParameter'],
  [/^(?<parameter>.+) is a grade, not a number$/s, 'settings.check.isGrade'],
  [/^(?<parameter>.+) is a number, not a grade$/s, 'settings.check.isNumber'],
  [/^(?<grade>.+) is no grade of (?<parameter>.+)$/s, 'settings.check.noGrade'],
  [/^(?<parameter>.+) is measured to (?<digits>\d+) digits after the point$/s, 'settings.check.tooFine'],
  [/^is the same record as in line (?<line>\d+)$/, 'settings.check.sameLine'],
  [/^names no active record of (?<kind>[a-z-]+): (?<code>.*)$/s, 'settings.check.noRecord'],
];

/** A sentence of the contract in the language of the page; null if there is none for it. */
export function ruleMessage(text: TextOf, message: string): string | null {
  if (Object.hasOwn(RULE_MESSAGES, message)) return text(RULE_MESSAGES[message]!);
  for (const [pattern, key] of PATTERNS) {
    const values = pattern.exec(message)?.groups;
    if (values) return text(key, { ...values });
  }
  return null;
}
