// The one entry of the published package. Inside this repository each file is imported by its path.
export { formatBracketed, parseBracketed } from './bracketed.ts';
export { readDate } from './dates.ts';
export { type DecimalReading, readDecimal } from './decimals.ts';
export { formatDigitalLink, parseDigitalLink } from './digital-link.ts';
export { formatElementString, parseElementString } from './element-string.ts';
export { expandUpcE, parseGtin } from './gtin.ts';
export type { Explanation, Meaning } from './explain.ts';
export { type InspectedElement, type Inspection, inspect, type Segment } from './inspect.ts';
export { type LinterName, isLinterName, lint } from './linters.ts';
export { type Proposal, mayHideElements, proposeReadings } from './proposals.ts';
export { parseScan } from './scan.ts';
export type {
  Decimal,
  Element,
  Gs1Error,
  LocalDate,
  Note,
  ParseOptions,
  ParserErrorCode,
  Particulars,
  Result,
  Scan,
  ScanKind,
} from './types.ts';
