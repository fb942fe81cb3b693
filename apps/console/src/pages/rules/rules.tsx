import { Group, NativeSelect, TextInput } from '@mantine/core';
import { listRules, type Rule, RuleKind } from '@sutra/contracts/reference';
import { Empty } from '@sutra/ui/empty';
import { RulesIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { Figures, Validity } from './figures.tsx';
import { RulePanel } from './rule-panel.tsx';
import styles from './rules.module.css';
import { KIND_WORDS, keyWords } from './words.ts';

/** What law, exchanges and trade bodies say on a day, and where the organisation lets something else hold. */
export function RulesPage() {
  const text = useText();
  return (
    <Page
      title={text('rules.title')}
      intro={text('rules.intro')}
      trail={[{ label: text('settings.title'), to: '/settings' }]}
    >
      <Rules />
    </Page>
  );
}

function Rules() {
  const text = useText();
  const { on, kind, open } = useSearch({ from: '/signed-in/settings/rules' });
  const navigate = useNavigate({ from: '/settings/rules' });
  const wanted = RuleKind.safeParse(kind).data;
  const query = useQuery({
    ...apiQuery(listRules, { query: { ...present({ on }), ...(wanted && { kind: wanted }) } }),
    placeholderData: keepPreviousData,
  });
  const show = (search: { on?: string | undefined; kind?: string | undefined; open?: string | undefined }) =>
    void navigate({ search: present({ on, kind, open: undefined, ...search }) });
  const columns = useMemo<Column<Rule>[]>(
    () => [
      {
        id: 'kind',
        header: text('rules.rule'),
        card: 'title',
        wraps: true,
        width: 200,
        cell: (rule) => <span className={styles.name}>{text(KIND_WORDS[rule.kind])}</span>,
      },
      { id: 'key', header: text('rules.about'), wraps: true, cell: (rule) => keyWords(text, rule.key) },
      { id: 'body', header: text('rules.says'), wraps: true, cell: (rule) => <Figures body={rule.body} /> },
      {
        id: 'validity',
        header: text('rules.validity'),
        wraps: true,
        cell: ({ override, validFrom, validTo }) => (
          <Validity from={override?.validFrom ?? validFrom} to={override ? override.validTo : validTo} />
        ),
      },
      {
        id: 'override',
        header: text('rules.exception'),
        card: 'corner',
        cell: ({ override }) => override && <StateBadge tone="warning">{text('rules.exception.own')}</StateBadge>,
      },
    ],
    [text],
  );
  const page = query.data && { items: query.data.items, nextCursor: null };
  return (
    <QueryTable
      label={text('rules.title')}
      name="rules"
      query={{ ...query, data: page }}
      columns={columns}
      rowId={idOf}
      empty={
        <Empty icon={RulesIcon} title={text('rules.empty')}>
          {text('rules.empty.help')}
        </Empty>
      }
      toolbar={
        <Group gap="xs">
          <TextInput
            size="xs"
            w={160}
            type="date"
            aria-label={text('rules.on')}
            value={on ?? query.data?.on ?? ''}
            onChange={({ currentTarget: { value } }) => show({ on: value === '' ? undefined : value })}
          />
          <NativeSelect
            size="xs"
            w={240}
            aria-label={text('rules.rule')}
            value={wanted ?? ''}
            onChange={({ currentTarget: { value } }) => show({ kind: value === '' ? undefined : value })}
            data={[
              { value: '', label: text('rules.all') },
              ...RuleKind.options.map((each) => ({ value: each, label: text(KIND_WORDS[each]) })),
            ]}
          />
        </Group>
      }
      details={{
        open,
        onOpen: (id) => show({ open: id }),
        name: (rule) => `${text(KIND_WORDS[rule.kind])}, ${keyWords(text, rule.key)}`,
        render: (rule) => <RulePanel kind={rule.kind} ruleKey={rule.key} />,
      }}
    />
  );
}

function idOf(rule: Rule): string {
  return `${rule.kind} ${rule.key}`;
}
