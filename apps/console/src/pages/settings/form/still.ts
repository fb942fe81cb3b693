// Large forms stay quick: what shows the same as before is not drawn again while something else is typed.
import { isSame } from '@sutra/ui/change/merge.rules';
import { type ComponentType, createElement, memo } from 'react';
import type { SettingForm } from './setting-form.ts';

/** A part of a form that is drawn again only when `shows` says something else. It must write by paths alone. */
export function still<Props extends object>(part: ComponentType<Props>) {
  const Still = (props: Props & { shows: readonly unknown[] }) => createElement(part, props);
  return memo(Still, (before, after) => isSame(before.shows, after.shows));
}

/** Everything of a form that a part below `path` can show: its value, what it reads beside it, and what is wrong with it. */
export function shownBy(form: SettingForm, path: string, reads: readonly string[] = []): unknown[] {
  const own = form.field(path as never) as { value: unknown; revision: number };
  const issues = form.issues.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
  return [
    own.value,
    own.revision,
    form.refusals,
    issues.map((issue) => [issue.path, issue.message]),
    reads.map((name) => form.values[name]),
  ];
}
