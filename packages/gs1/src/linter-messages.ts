const messages: Readonly<Record<string, string>> = {
  NON_DIGIT_CHARACTER: 'Only digits are allowed here.',
  INVALID_CSET82_CHARACTER: 'This character is not allowed in GS1 data (character set 82).',
  INVALID_CSET64_CHARACTER: 'This character is not allowed in a base64url value (character set 64).',
  INVALID_CSET64_PADDING: 'The base64url value has the wrong number of padding characters.',
  INVALID_CSET39_CHARACTER: 'Only digits, capital letters, "#", "-" and "/" are allowed here (character set 39).',
  INVALID_CSET32_CHARACTER: 'A check character is a digit from 2 to 9 or a capital letter other than I and O.',
  TOO_SHORT_FOR_CHECK_DIGIT: 'The value is too short to end in a check digit.',
  INCORRECT_CHECK_DIGIT: 'The check digit does not match: scan or type the number again.',
  TOO_SHORT_FOR_CHECK_PAIR: 'The value is too short to end in a pair of check characters.',
  TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION: 'The value is too long for a pair of check characters.',
  INCORRECT_CHECK_PAIR: 'The two check characters do not match: scan or type the value again.',
  TOO_SHORT_FOR_GCP: 'The value is shorter than the shortest GS1 Company Prefix (four digits).',
  INVALID_GCP_PREFIX: 'A GS1 Company Prefix starts with at least four digits.',
  IMPORTER_IDX_MUST_BE_ONE_CHARACTER: 'The importer index is one character.',
  INVALID_IMPORT_IDX_CHARACTER: 'The importer index is a letter, a digit, "-" or "_".',
  ILLEGAL_ZERO_VALUE: 'The value must not be zero.',
  NOT_ZERO: 'This position must be 0.',
  ILLEGAL_ZERO_PREFIX: 'The number must not start with 0.',
  NOT_ZERO_OR_ONE: 'The value must be 0 (no) or 1 (yes).',
  INVALID_WINDING_DIRECTION: 'The winding direction must be 0, 1 or 9.',
  NOT_ISO3166: 'This is no ISO 3166 numeric country code.',
  NOT_ISO3166_OR_999: 'This is neither an ISO 3166 numeric country code nor 999.',
  NOT_ISO3166_ALPHA2: 'This is no ISO 3166 two-letter country code.',
  NOT_ISO4217: 'This is no ISO 4217 numeric currency code.',
  IBAN_TOO_SHORT: 'The IBAN is too short.',
  IBAN_TOO_LONG: 'The IBAN is too long.',
  INVALID_IBAN_CHARACTER: 'An IBAN has digits and capital letters only.',
  ILLEGAL_IBAN_COUNTRY_CODE: 'An IBAN starts with an ISO 3166 two-letter country code.',
  INCORRECT_IBAN_CHECKSUM: 'The check digits of the IBAN do not match.',
  DATE_TOO_SHORT: 'The date is too short.',
  DATE_TOO_LONG: 'The date is too long.',
  HOUR_TOO_SHORT: 'The hour needs two digits.',
  HOUR_TOO_LONG: 'The hour has two digits only.',
  MINUTE_TOO_SHORT: 'The minute needs two digits.',
  MINUTE_TOO_LONG: 'The minute has two digits only.',
  SECOND_TOO_SHORT: 'The second needs two digits.',
  SECOND_TOO_LONG: 'The second has two digits only.',
  HOUR_WITH_MINUTE_TOO_SHORT: 'The time needs four digits.',
  HOUR_WITH_MINUTE_TOO_LONG: 'The time has four digits only.',
  ILLEGAL_MONTH: 'The month must be 01 to 12.',
  ILLEGAL_DAY: 'The month has no such day.',
  ILLEGAL_HOUR: 'The hour must be 00 to 23.',
  ILLEGAL_MINUTE: 'The minute must be 00 to 59.',
  ILLEGAL_SECOND: 'The second must be 00 to 59.',
  INVALID_LENGTH_FOR_PIECE_OF_TOTAL: 'The piece number and the total need the same number of digits.',
  ZERO_PIECE_NUMBER: 'The piece number must not be zero.',
  ZERO_TOTAL_PIECES: 'The total of pieces must not be zero.',
  PIECE_NUMBER_EXCEEDS_TOTAL: 'The piece number is greater than the total.',
  INVALID_PERCENT_SEQUENCE: 'A "%" must be followed by two hexadecimal digits.',
  INVALID_LATITUDE: 'The latitude must be 0000000000 to 1800000000.',
  INVALID_LONGITUDE: 'The longitude must be 0000000000 to 3600000000.',
  LATITUDE_INVALID_LENGTH: 'The latitude has ten digits.',
  LONGITUDE_INVALID_LENGTH: 'The longitude has ten digits.',
  INVALID_MEDIA_TYPE: 'This is no AIDC media type.',
  NOT_HYPHEN: 'Only "-" is allowed here.',
  INVALID_BIOLOGICAL_SEX_CODE: 'The value must be 0, 1, 2 or 9 (ISO/IEC 5218).',
  POSITION_IN_SEQUENCE_MALFORMED: 'The value must be a position and the last position, as in 1/3.',
  POSITION_EXCEEDS_END: 'The position is greater than the last position.',
  REQUIRES_NON_DIGIT_CHARACTER: 'The value must not be digits only.',
  INVALID_PACKAGE_TYPE: 'This is no GS1 package type code.',
  COUPON_EXCESS_DATA: 'There is data after the last field of the coupon.',
  COUPON_EXPIRATION_BEFORE_START: 'The coupon expires before it starts.',
};

/** A sentence for a linter's error; the fields of coupon codes are named from the error itself. */
export function faultMessage(code: string): string {
  const message = messages[code];
  if (message !== undefined) return message;
  const field = code
    .replace('COUPON_', '')
    .replace(/^(MISSING|INVALID|TRUNCATED|TOO_SHORT_FOR)_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace('gcp', 'company prefix')
    .replace('gln', 'GLN')
    .replace('vli', 'length digit')
    .replace('exipiration', 'expiration');
  if (code.includes('_MISSING_')) return `Coupon: the ${field} is missing.`;
  if (code.includes('_INVALID_')) return `Coupon: the ${field} is not one of the allowed values.`;
  return `Coupon: the ${field} is cut short.`;
}
