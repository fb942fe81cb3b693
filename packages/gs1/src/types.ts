/** What went wrong and where: `start` (inclusive) and `end` (exclusive) mark UTF-16 units of the input that was parsed. */
export type Gs1Error = {
  /** A linter's error name (`INCORRECT_CHECK_DIGIT`), or one of the parser's own codes, see `ParserErrorCode`. */
  readonly code: string;
  /** One sentence for the person who has to correct the data. */
  readonly message: string;
  /** The application identifier whose value is wrong, where there is one. */
  readonly ai?: string;
  readonly start: number;
  readonly end: number;
};

/** Codes of `Gs1Error` that no linter gives: the data as a whole, its AIs and how they go together, not one value. */
export type ParserErrorCode =
  | 'SYNTAX'
  | 'UNKNOWN_AI'
  | 'VALUE_TOO_SHORT'
  | 'VALUE_TOO_LONG'
  | 'REQUIRED_AI_MISSING'
  | 'EXCLUSIVE_AIS'
  | 'REPEATED_AI_CONFLICT'
  | 'DIGITAL_LINK'
  | 'SYMBOLOGY';

/** A value, or the first error found; nothing in this package throws on data. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Gs1Error };

/** An assumption that was made while reading, for a person to confirm: `code` for programs, `message` one sentence. */
export type Note = { readonly code: string; readonly message: string };

/** A decimal number as text (`12.50`): exact, without exponent, with as many decimals as the identifier declares. */
export type Decimal = string;

/**
 * A calendar date without time or zone; a day of 00 gives `day: null` and an `iso` of the month's last day
 * (GS1 General Specifications 3.4).
 */
export type LocalDate = {
  readonly year: number;
  readonly month: number;
  readonly day: number | null;
  readonly iso: string;
};

/** One AI of two to four digits with its value as carried, and its data title (GS1 General Specifications 3.2). */
export type Element = { readonly ai: string; readonly value: string; readonly title: string };

/** What a reading turned out to be; only the first two have elements, but a GTIN may have a composite component. */
export type ScanKind = 'element-string' | 'digital-link' | 'gtin' | 'h2-particulars' | 'url' | 'text';

/**
 * What the label of an Indian medicine declares (Drugs Rules 1945, Schedule H2, GSR 823(E)), read from text that follows no
 * GS1 standard: a proposal, to be compared with the pack.
 */
export type Particulars = {
  /** As written; a GTIN of 12 or 13 digits as GTIN-14. */
  readonly productCode?: string;
  readonly genericName?: string;
  readonly brandName?: string;
  /** Name and address, as far as they are given. */
  readonly manufacturer?: string;
  readonly batch?: string;
  readonly manufactured?: LocalDate;
  readonly expiry?: LocalDate;
  readonly licence?: string;
  /** What labels of active ingredients (GSR 20(E)) and packs name beyond these: storage, batch size, serial number. */
  readonly others: readonly { readonly label: string; readonly value: string }[];
};

/** One reading: its elements in the order carried, the fields most callers want, and every assumption made. */
export type Scan = {
  /** The AIM symbology identifier that came with the data (`]d2`), or null. */
  readonly symbology: string | null;
  readonly kind: ScanKind;
  readonly elements: readonly Element[];
  /** GTIN-14 of the item itself, with a correct check digit. */
  readonly gtin?: string;
  readonly sscc?: string;
  readonly batch?: string;
  readonly serial?: string;
  readonly expiry?: LocalDate;
  readonly manufactured?: LocalDate;
  readonly bestBefore?: LocalDate;
  readonly packaged?: LocalDate;
  /** Items in a variable-count trade item (AI 30) or trade items in a logistic unit (AI 37). */
  readonly count?: number;
  /** The amount payable of AI 392n or 393n, in major currency units. */
  readonly price?: Decimal;
  /** Of kind `h2-particulars` only; the fields above then stay empty. */
  readonly particulars?: Particulars;
  readonly notes: readonly Note[];
};

/** How to read; every option may be left out. */
export type ParseOptions = {
  /** Apply the rules on required and mutually exclusive AIs (GS1 General Specifications 4, data relationships). Default true. */
  readonly requireAssociations?: boolean;
  /** Accept AIs that are not assigned, where their length is. Default false. */
  readonly permitUnknownAIs?: boolean;
  /** Accept a GTIN of 8, 12 or 13 digits in a Digital Link. Default false. */
  readonly permitZeroSuppressedGtin?: boolean;
  /** The character that stands for FNC1 in the data. Default `\u001d`. */
  readonly fnc1?: string;
  /** The day on which two-digit years are read (GS1 General Specifications 7.12). Default today, UTC. */
  readonly now?: Date;
};
