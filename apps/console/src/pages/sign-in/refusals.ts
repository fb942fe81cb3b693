// A refused sign-in, told beside the field that it is about.
import { SutraProblem } from '@sutra/sdk/problem';
import { useDescribeProblem } from '@sutra/ui/problem';

/** Splits a failure into the message for a field (by the codes and input paths it answers for) and the rest. */
export function useRefusal(
  error: unknown,
  field: { codes: readonly string[]; paths: readonly string[] },
): { beside: string | null; rest: unknown } {
  const describe = useDescribeProblem();
  if (error === null || error === undefined) return { beside: null, rest: null };
  if (error instanceof SutraProblem) {
    const { code, errors } = error.problem;
    if (field.codes.includes(code)) return { beside: describe(error).title, rest: null };
    const own = errors?.find(({ path }) => field.paths.includes(path));
    if (own) return { beside: own.message, rest: null };
  }
  return { beside: null, rest: error };
}
