/** What a linter found: the error name of the GS1 Syntax Dictionary without prefix, and where in `data`. */
export type Fault = { readonly code: string; readonly start: number; readonly end: number };

/** Checks `data` from `start` to `end` (exclusive) and gives the first fault, or null. */
export type Linter = (data: string, start: number, end: number) => Fault | null;
