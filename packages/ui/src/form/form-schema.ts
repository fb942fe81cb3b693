// A schema as the form needs it: the standard that zod and others keep (standardschema.dev), without depending on one.

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface FormSchema<Output> {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  };
}

/** The value at a path of names and places. */
export type ValueAt<Values, Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? ValueAt<Step<Values, Head>, Tail>
  : Step<Values, Path>;
type Step<Values, Key extends string> = Values extends readonly (infer Item)[]
  ? Key extends `${number}`
    ? Item
    : never
  : Key extends keyof Values
    ? Values[Key]
    : never;

/** A path that leads to something; anything else does not compile. */
export type KnownPath<Values, Path extends string> = [ValueAt<Values, Path>] extends [never] ? never : Path;

export function valueAt(values: unknown, path: string): unknown {
  let value = values;
  for (const key of path === '' ? [] : path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
