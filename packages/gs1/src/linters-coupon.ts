import type { Fault } from './linter.ts';
import { DIGITS, firstOutside } from './character-sets.ts';
import { dateYymmdd } from './linters-date-time.ts';

// North American coupon codes: each field is a length digit and that many digits, or a fixed number of digits. A reader
// walks over the fields; its first fault stops it. A field that is missing altogether marks the whole value.

/** AI 8110, coupon code of North America (GS1 US, Coupon Application Guideline Using GS1 DataBar Expanded). */
export function couponCode(data: string, start: number, end: number): Fault | null {
  const reader = new CouponReader(data, start, end);
  if (!reader.digitsOnly()) return reader.fault;
  const ok =
    reader.sized('GCP', '0', '6', 6) &&
    reader.digits(6, 'TRUNCATED_OFFER_CODE') &&
    reader.sized('SAVE_VALUE', '1', '5', 0) &&
    purchase(reader, '1ST') &&
    optionalFields(reader) &&
    reader.finished();
  return ok ? null : reader.fault;
}

/** AI 8112, positive offer file coupon code of North America (GS1 US, AI 8112 Coupon Data Specification). */
export function couponPositiveOffer(data: string, start: number, end: number): Fault | null {
  const reader = new CouponReader(data, start, end);
  if (!reader.digitsOnly()) return reader.fault;
  const ok =
    reader.choice('FORMAT_CODE', '01') &&
    reader.sized('FUNDER', '0', '6', 6) &&
    reader.digits(6, 'TRUNCATED_OFFER_CODE') &&
    reader.sized('SERIAL_NUMBER', '0', '9', 6) &&
    reader.finished();
  return ok ? null : reader.fault;
}

function purchase(reader: CouponReader, ordinal: '1ST' | '2ND' | '3RD'): boolean {
  return (
    reader.sized(`${ordinal}_PURCHASE_REQUIREMENT`, '1', '5', 0) &&
    reader.choice(`${ordinal}_PURCHASE_REQUIREMENT_CODE`, '012349') &&
    reader.digits(3, `TRUNCATED_${ordinal}_PURCHASE_FAMILY_CODE`)
  );
}

// Optional fields come in ascending order of their leading digit; what is left over is excess data.
function optionalFields(reader: CouponReader): boolean {
  if (reader.takes('1')) {
    const ok =
      reader.choice('ADDITIONAL_PURCHASE_RULES_CODE', '0123') &&
      purchase(reader, '2ND') &&
      reader.sized('2ND_PURCHASE_GCP', '0', '6', 6, '9');
    if (!ok) return false;
  }
  if (reader.takes('2') && !(purchase(reader, '3RD') && reader.sized('3RD_PURCHASE_GCP', '0', '6', 6, '9')))
    return false;
  const expiration = reader.takes('3') ? reader.date('EXPIRATION_DATE', 'INVALID_EXIPIRATION_DATE') : null;
  if (expiration === '') return false;
  const startDate = reader.takes('4') ? reader.date('START_DATE', 'INVALID_START_DATE') : null;
  if (startDate === '') return false;
  if (expiration !== null && startDate !== null && startDate > expiration) {
    return reader.fail('EXPIRATION_BEFORE_START', reader.at - 14, reader.at);
  }
  if (reader.takes('5') && !reader.sized('SERIAL_NUMBER', '0', '9', 6)) return false;
  if (reader.takes('6') && !reader.sized('RETAILER_GCP_OR_GLN', '1', '7', 6)) return false;
  if (!reader.takes('9')) return true;
  return (
    reader.choice('SAVE_VALUE_CODE', '01256') &&
    reader.choice('SAVE_VALUE_APPLIES_TO_ITEM', '012') &&
    reader.choice('STORE_COUPON_FLAG', '0123456789') &&
    reader.choice('DONT_MULTIPLY_FLAG', '01')
  );
}

class CouponReader {
  fault: Fault | null = null;
  at: number;
  private readonly data: string;
  private readonly start: number;
  private readonly end: number;

  constructor(data: string, start: number, end: number) {
    this.data = data;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  digitsOnly(): boolean {
    const at = firstOutside(DIGITS, this.data, this.start, this.end);
    if (at === this.end) return true;
    this.fault = { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
    return false;
  }

  takes(digit: string): boolean {
    if (this.at === this.end || this.data[this.at] !== digit) return false;
    this.at++;
    return true;
  }

  choice(name: string, allowed: string): boolean {
    if (this.at === this.end) return this.fail(`MISSING_${name}`, this.start, this.end);
    if (!allowed.includes(this.data[this.at]!)) return this.fail(`INVALID_${name}`, this.at, this.at + 1);
    this.at++;
    return true;
  }

  /** A length digit from `least` to `most`, then that many digits and `more`; `none` says that no digits follow. */
  sized(name: string, least: string, most: string, more: number, none?: string): boolean {
    if (this.at === this.end) return this.fail(`MISSING_${name}_VLI`, this.start, this.end);
    const size = this.data[this.at]!;
    if ((size < least || size > most) && size !== none)
      return this.fail(`INVALID_${name}_LENGTH`, this.at, this.at + 1);
    this.at++;
    return size === none || this.digits(Number(size) + more, `TRUNCATED_${name}`);
  }

  digits(length: number, code: string): boolean {
    if (this.end - this.at < length) {
      return this.fail(code, this.at === this.end ? this.start : this.at, this.end);
    }
    this.at += length;
    return true;
  }

  /** A date YYMMDD, or the empty string after a fault. */
  date(name: string, invalidCode: string): string {
    const from = this.at;
    if (!this.digits(6, `TOO_SHORT_FOR_${name}`)) return '';
    if (dateYymmdd(this.data, from, this.at) === null) return this.data.slice(from, this.at);
    this.fail(invalidCode, from, this.at);
    return '';
  }

  finished(): boolean {
    return this.at === this.end || this.fail('EXCESS_DATA', this.at, this.end);
  }

  fail(code: string, start: number, end: number): false {
    this.fault = { code: `COUPON_${code}`, start, end };
    return false;
  }
}
