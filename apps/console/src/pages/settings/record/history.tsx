import type { HandlerOutput } from '@sutra/contracts/endpoint';
import type { GridRule } from '@sutra/contracts/quality-grid';
import { getSettingHistory, type SettingKind } from '@sutra/contracts/settings';
import { Diff } from '@sutra/ui/change/diff';
import { Problem } from '@sutra/ui/problem';
import { Timeline, type TimelineEntry } from '@sutra/ui/change/timeline';
import { useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../../app/api.ts';
import { type TextOf, useText } from '../../../app/text.ts';
import { TextLink } from '../../../shell/text-link.tsx';
import { ruleName } from '../grid/rule-words.tsx';
import type { SettingBody } from '../setting-record.ts';
import { isNothing, SettingValue } from '../values.tsx';
import { fieldLabel } from '../words.ts';

type Version = HandlerOutput<typeof getSettingHistory>['items'][number];

const CHANGES = {
  created: 'settings.change.created',
  changed: 'settings.change.changed',
  archived: 'settings.change.archived',
  restored: 'settings.change.restored',
} as const;

/** Every version of a record, and what each changed. */
export function History({ kind, recordId }: { kind: SettingKind; recordId: string }) {
  const text = useText();
  const query = useQuery(apiQuery(getSettingHistory, { params: { kind, recordId } }));
  if (query.data === undefined && query.error !== null)
    return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  const versions = query.data?.items;
  return (
    <Timeline
      label={text('settings.history')}
      entries={versions?.map((version, index) => entryOf(text, kind, version, versions[index + 1]))}
    />
  );
}

function entryOf(text: TextOf, kind: SettingKind, version: Version, before: Version | undefined): TimelineEntry {
  const { change, changedAt, by, importId } = version;
  const isImported = importId !== null;
  return {
    id: String(version.version),
    at: changedAt,
    title: (
      <>
        {text(CHANGES[change])}
        {isImported ? (
          <>
            {' · '}
            <TextLink to="/settings/imports/$importId" params={{ importId }} size="sm">
              {text('settings.change.imported')}
            </TextLink>
          </>
        ) : null}
      </>
    ),
    by: by.name ?? text(by.id === null ? 'settings.change.system' : 'settings.change.unknown'),
    ...(change === 'changed' && before !== undefined
      ? { body: <Changed kind={kind} before={before.body} after={version.body} version={version.version} /> }
      : {}),
  };
}

interface ChangedProps {
  kind: SettingKind;
  before: SettingBody;
  after: SettingBody;
  version: number;
}

function Changed({ kind, before, after, version }: ChangedProps) {
  const text = useText();
  return (
    <Diff
      label={text('settings.change.label', { version })}
      before={withRulesApart(before)}
      after={withRulesApart(after)}
      labelOf={(field) => {
        const { name, rule } = split(field);
        return rule === null ? text(fieldLabel(kind, name)) : text('settings.rule.name', { rule });
      }}
      formatValue={(value, field) => formatted(kind, value, field)}
    />
  );
}

/** As a person reads it; what is nothing is left to the table that shows it. */
export function formatted(kind: SettingKind, value: unknown, field: string) {
  const { name, rule } = split(field);
  if (isNothing(value)) return undefined;
  return <SettingValue kind={kind} field={name} value={rule === null ? value : [value]} />;
}

const RULE = 'rules ';

/** The rules of a grid one by one, so that a change of one does not show all of them. */
function withRulesApart(body: SettingBody): SettingBody {
  const { rules, ...rest } = body;
  if (!Array.isArray(rules)) return body;
  const seen = new Map<string, number>();
  const apart = (rules as GridRule[]).map((rule) => {
    const name = ruleName(rule);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return [`${RULE}${name}${count > 1 ? ` (${count})` : ''}`, rule] as const;
  });
  return { ...rest, ...Object.fromEntries(apart) };
}

function split(field: string): { name: string; rule: string | null } {
  return field.startsWith(RULE) ? { name: 'rules', rule: field.slice(RULE.length) } : { name: field, rule: null };
}
