import { z } from 'zod';

/** The same schema, with words of the page for whatever does not fit: those of the contract are for programs. */
export function worded<Output, Input>(schema: z.ZodType<Output, Input>, words: string) {
  return z.custom<Input>((value) => schema.safeParse(value).success, { error: words, abort: true }).pipe(schema);
}
