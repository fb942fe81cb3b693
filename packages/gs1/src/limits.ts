/** More element strings than any symbol holds in practice; it bounds the work on hostile input. */
export const ELEMENTS_MAX = 64;

/** UTF-16 units of one scan; longer than any symbol holds. */
export const SCAN_LENGTH_MAX = 65_536;
