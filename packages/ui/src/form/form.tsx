// A form: what is wrong in a summary above and beside the fields, one button that saves, and a guard for what is unsaved.
import { Button, Group, Stack } from '@mantine/core';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { useDelayed } from '../delayed.tsx';
import styles from './form.module.css';
import { useText } from '../language.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { Notice } from '../notice.tsx';
import { Problem } from '../problem.tsx';
import type { RecordFormState, ShownIssue } from './use-record-form.tsx';

export { useRecordForm } from './use-record-form.tsx';
export type { Field, RecordFormOptions, RecordFormState } from './use-record-form.tsx';

export interface RecordFormProps<Values extends object> {
  form: RecordFormState<Values>;
  /** What the form is for. */
  label: string;
  /** The verb: "Save contract". */
  submit: string;
  /** Adds a button that gives it up. */
  onCancel?: () => void;
  /** Beside the button: another way. */
  actions?: ReactNode;
  /** False where leaving loses nothing: a search, a dialog of one field. */
  isGuarded?: boolean;
  /** Whether the form stays when only the search part of the address changes: then that loses nothing. */
  staysOnPage?: boolean;
  children: ReactNode;
}

export function RecordForm<Values extends object>(props: RecordFormProps<Values>) {
  const { form, label, submit, onCancel, actions, isGuarded = true, staysOnPage = false, children } = props;
  const { issues, failure, refusals, isPending } = form;
  const text = useText();
  const isLong = useDelayed(isPending);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refusals > 0) summary.current?.focus();
  }, [refusals]);
  return (
    <form
      noValidate
      aria-label={label}
      className={styles.form}
      onSubmit={(event) => (isChoosing() ? event.preventDefault() : void form.submit(event))}
    >
      {issues.length === 0 && failure === null ? null : (
        <div ref={summary} tabIndex={-1} className={styles.summary}>
          {failure === null ? <Issues issues={issues} /> : <Problem error={failure} />}
        </div>
      )}
      <Stack gap="md">{children}</Stack>
      <Group gap="xs" className={styles.foot}>
        {/* Not switched off while it works: the focus would be lost. A second press does nothing. */}
        <Button type="submit" aria-disabled={isPending} aria-busy={isPending} data-long={isLong || undefined}>
          {submit}
          {isLong ? <span className={styles.progress} aria-hidden /> : null}
        </Button>
        {onCancel === undefined ? null : (
          <Button variant="default" onClick={onCancel}>
            {text('ui.cancel')}
          </Button>
        )}
        {actions}
      </Group>
      {isGuarded ? <LeaveGuard isUnsaved={form.isUnsaved} staysOnPage={staysOnPage} /> : null}
    </form>
  );
}

/** While the list of a field is open, Enter chooses from it: with nothing chosen yet it saves nothing, and what was typed stays. */
function isChoosing(): boolean {
  return document.activeElement?.role === 'combobox' && document.activeElement.ariaExpanded === 'true';
}

/** Everything that is wrong, each leading to its field. */
function Issues({ issues }: { issues: readonly ShownIssue[] }) {
  const text = useText();
  return (
    <Notice tone="danger" title={text('ui.form.issues', { count: issues.length })} role="alert">
      <ul className={styles.issues}>
        {issues.map(({ path, message, field }) => (
          <li key={`${path} ${message}`}>
            {field === undefined ? (
              path === '' ? (
                message
              ) : (
                text('ui.form.issue', { field: path, message })
              )
            ) : (
              <a href={`#${field.id}`} onClick={(event) => leadTo(event, field.id)}>
                {text('ui.form.issue', { field: field.label, message })}
              </a>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function leadTo(event: MouseEvent, id: string): void {
  event.preventDefault();
  const element = document.getElementById(id);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'center' });
}
