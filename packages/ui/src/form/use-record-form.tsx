// The state of a form: values, what is wrong with them, and how they are saved.
import { useForm } from '@mantine/form';
import { type SyntheticEvent, useCallback, useId, useRef, useState } from 'react';
import { createFieldRegistry, type FieldEntry, type FieldRegistry } from './field-registry.ts';
import {
  fieldFor,
  firstOfEach,
  type FormIssue,
  type IssueWords,
  pathOf,
  serverIssues,
  wordsOf,
} from './form-issues.rules.ts';
import { type FormSchema, type KnownPath, type SchemaIssue, type ValueAt, valueAt } from './form-schema.ts';
import { type TextOf, type UiMessage, useText } from '../language.tsx';

export interface RecordFormOptions<Values extends object, Output> {
  /** Of the contract: what is sent has to fit it. */
  schema: FormSchema<Output>;
  initialValues: Values;
  /**
   * Saves. A refusal that names fields is shown beside them, any other above the form; the values stay. It gives `false`
   * where nothing was saved and the page itself says why, as with a dialog about a conflict.
   */
  onSubmit: (output: Output, values: Values) => Promise<unknown>;
  /** After saving, when nothing is unsaved any more: the place to go elsewhere. */
  onSaved?: () => void;
  /** What the schema reads, where that is not the values as they are. */
  toInput?: (values: Values) => unknown;
  /** The field of this form for a path of the server's, where the names differ. */
  toField?: (serverPath: string) => string | undefined;
}

/** One field of a form, as a field component takes it. */
export interface Field<Value> {
  path: string;
  /** Of the element that takes the focus. */
  id: string;
  value: Value;
  onChange: (value: Value) => void;
  onBlur: () => void;
  error: string | undefined;
  /** Changes when the values are replaced: what was being typed is void. */
  revision: number;
  registry: FieldRegistry;
}

export interface ShownIssue {
  path: string;
  message: string;
  /** The field to lead to; undefined where the form has none for it. */
  field: FieldEntry | undefined;
}

export interface RecordFormState<Values extends object> {
  values: Values;
  field: <const Path extends string>(path: Path & KnownPath<Values, Path>) => Field<ValueAt<Values, Path>>;
  setValues: (values: Partial<Values>) => void;
  isDirty: boolean;
  isPending: boolean;
  submit: (event?: SyntheticEvent) => Promise<void>;
  /** Back to what was there, or to another record. */
  reset: (values?: Values) => void;
  /** The record changed under the form: `base` is what is stored now, `values` what the form shows. */
  rebase: (base: Values, values: Values) => void;
  /** Everything wrong, in the order of the page. */
  issues: readonly ShownIssue[];
  /** A failure that is about no field. */
  failure: unknown;
  /** Grows with each refused submit. */
  refusals: number;
  /** Whether leaving now would lose something. */
  isUnsaved: () => boolean;
}

interface PlacedIssue extends FormIssue {
  field: FieldEntry | undefined;
}

export function useRecordForm<Values extends object, Output>(
  options: RecordFormOptions<Values, Output>,
): RecordFormState<Values> {
  const { schema, initialValues, onSubmit, onSaved, toInput, toField } = options;
  const text = useText();
  const id = useId();
  const form = useForm<Values>({ initialValues });
  const [registry] = useState(createFieldRegistry);
  const isSaving = useRef(false);
  const [issues, setIssues] = useState<readonly PlacedIssue[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const [revision, setRevision] = useState(0);

  const check = async (values: Values): Promise<{ output: Output } | { issues: FormIssue[] }> => {
    const input = toInput === undefined ? values : toInput(values);
    const result = await schema['~standard'].validate(input);
    const unreadable = registry.unreadable();
    if (unreadable.length === 0 && result.issues === undefined) return { output: result.value };
    const found = (result.issues ?? []).map((issue) => toIssue(issue, input, registry));
    return { issues: firstOfEach([...unreadable, ...found]) };
  };
  const refuse = (found: readonly FormIssue[]) => {
    setIssues(placed(found, registry));
    setRefusals((count) => count + 1);
  };
  const submit = async (event?: SyntheticEvent) => {
    event?.preventDefault();
    if (isSaving.current) return;
    isSaving.current = true;
    setPending(true);
    setFailure(null);
    try {
      const values = form.getValues();
      const checked = await check(values);
      if ('issues' in checked) return refuse(checked.issues);
      setIssues([]);
      if ((await onSubmit(checked.output, values)) === false) return;
      // What was typed while it was being saved is not saved.
      form.resetDirty(values);
      setRefusals(0);
    } catch (error) {
      const named = serverIssues(error).map(({ path, words }) => {
        const own = toField?.(path) ?? path;
        return { path: fieldFor(own, registry.paths()) ?? own, words };
      });
      if (named.length === 0) setFailure(error);
      return refuse(firstOfEach(named));
    } finally {
      isSaving.current = false;
      setPending(false);
    }
    onSaved?.();
  };

  const change = (path: string, value: unknown) => {
    // The type of the path was checked where the field was made.
    form.setFieldValue(path, value as never);
    setIssues((last) => without(last, path));
  };
  const leaveField = async (path: string) => {
    // Before the first submit only what cannot be read is said: half a form is no mistake.
    if (refusals === 0 && !registry.unreadable().some((issue) => issue.path === path)) return;
    const checked = await check(form.getValues());
    const now = 'issues' in checked ? checked.issues.filter((issue) => concerns(issue, path)) : [];
    setIssues((last) => placed([...without(last, path), ...now], registry));
  };
  const replace = (base: Values, values: Values) => {
    form.setValues(values);
    form.resetDirty(base);
    registry.forgetUnreadable();
    setIssues([]);
    setFailure(null);
    setRefusals(0);
    setRevision((last) => last + 1);
  };
  const { isDirty } = form;
  const isUnsaved = useCallback(
    () => !isSaving.current && (isDirty() || registry.unreadable().length > 0),
    [isDirty, registry],
  );

  return {
    values: form.values,
    field: (path) => ({
      path,
      id: `${id}${path}`,
      value: valueAt(form.values, path) as ValueAt<Values, typeof path>,
      onChange: (value) => change(path, value),
      onBlur: () => void leaveField(path),
      error: wordsIn(text, issues.find((issue) => issue.path === path)?.words),
      revision,
      registry,
    }),
    setValues: (values) => form.setValues(values),
    isDirty: isDirty(),
    isPending,
    submit,
    reset: (values) => {
      const next = values ?? form.getInitialValues();
      replace(next, next);
    },
    rebase: replace,
    issues: issues.map(({ path, words, field }) => ({ path, field, message: wordsIn(text, words) ?? '' })),
    failure,
    refusals,
    isUnsaved,
  };
}

/** An issue of the schema at the field that holds it, in words that fit what stands there. */
function toIssue(issue: SchemaIssue, input: unknown, registry: FieldRegistry): FormIssue {
  const path = pathOf(issue);
  const field = fieldFor(path, registry.paths());
  const formatNumber = field === null ? undefined : registry.find(field)?.formatNumber;
  return { path: field ?? path, words: wordsOf(issue, valueAt(input, field ?? path), formatNumber) };
}

const concerns = (issue: FormIssue, path: string) => issue.path === path || issue.path.startsWith(`${path}.`);

/** The same list if there is nothing to take away: then nothing is drawn again. */
function without<Issue extends FormIssue>(issues: readonly Issue[], path: string): readonly Issue[] {
  return issues.some((issue) => concerns(issue, path)) ? issues.filter((issue) => !concerns(issue, path)) : issues;
}

function wordsIn(text: TextOf<UiMessage>, words: IssueWords | undefined): string | undefined {
  if (words === undefined) return undefined;
  return 'own' in words ? words.own : text(words.key, words.values);
}

/** As the eye goes down the page; what has no field comes last. */
function placed(issues: readonly FormIssue[], registry: FieldRegistry): PlacedIssue[] {
  return issues
    .map((issue) => {
      const field = registry.find(issue.path);
      return { issue: { ...issue, field }, element: document.getElementById(field?.id ?? '') };
    })
    .sort((a, b) => {
      if (a.element === null || b.element === null) return Number(a.element === null) - Number(b.element === null);
      return a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
    })
    .map(({ issue }) => issue);
}
