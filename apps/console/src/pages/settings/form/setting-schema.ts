// The contract's schema of a kind and the server's refusals, with their sentences in the language of the page.
import { type SettingKind, settingsByKind } from '@sutra/contracts/settings';
import { SutraProblem } from '@sutra/sdk/problem';
import type { RecordFormOptions } from '@sutra/ui/form/form';
import type { z } from 'zod';
import type { TextOf } from '../../../app/text.ts';
import type { SettingBody } from '../setting-record.ts';
import { ruleMessage } from './rule-messages.ts';
import type { SettingValues } from './setting-form.ts';

type Schema = RecordFormOptions<SettingValues, SettingBody>['schema'];

export function settingSchema(kind: SettingKind, text: TextOf): Schema {
  const Body = settingsByKind[kind].Body as unknown as z.ZodType<SettingBody>;
  return {
    '~standard': {
      validate: (input) => {
        const read = Body.safeParse(input);
        if (read.success) return { value: read.data };
        return {
          issues: read.error.issues.map((issue) => {
            // Nothing was entered: then that is what is wrong, and not the form of what is not there.
            const isMissing = valueAt(input, issue.path) === '';
            return {
              ...issue,
              message: isMissing ? 'Invalid input' : (ruleMessage(text, issue.message) ?? issue.message),
            };
          }),
        };
      },
    },
  };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return value;
}

/** A refusal that names fields, with its sentences in the language of the page. */
export function inWords(error: unknown, text: TextOf): unknown {
  if (!(error instanceof SutraProblem) || error.problem.errors === undefined) return error;
  const errors = error.problem.errors.map(({ path, message }) => ({
    path,
    message: ruleMessage(text, message) ?? message,
  }));
  return new SutraProblem({ ...error.problem, errors }, error.retryAfterSeconds);
}
