import { Code, Text } from '@mantine/core';
import type { InspectedElement } from '@sutra/gs1/inspect';
import { useFormat } from '@sutra/ui/format';
import { useLanguage, useOptionalText } from '@sutra/ui/language';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useText } from '../../app/text.ts';
import { toVisible } from './characters.ts';
import styles from './code-inspector.module.css';
import { hueOf, type Hues } from './hues.ts';
import { identifierName, meaningWords } from './words.ts';

interface Row {
  id: string;
  element: InspectedElement;
}

export interface ElementsTableProps {
  elements: readonly InspectedElement[];
  hues: Hues;
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
}

/** Every element with what it means; one opens with what the table of identifiers says of it. */
export function ElementsTable({ elements, hues, open, onOpen }: ElementsTableProps) {
  const text = useText();
  const optional = useOptionalText();
  const shownMeaning = useShownMeaning();
  const data = useMemo(
    () => ({ items: elements.map((element, index): Row => ({ id: String(index), element })), nextCursor: null }),
    [elements],
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: 'ai',
        header: 'AI',
        card: 'corner',
        cell: ({ element: { ai } }) => (
          <span className={styles.identifier} data-hue={hueOf(hues, ai)}>
            {ai}
          </span>
        ),
      },
      {
        id: 'name',
        header: text('codeInspector.element.name'),
        card: 'title',
        wraps: true,
        width: 180,
        cell: ({ element: { ai, title } }) => <Name name={identifierName(ai, optional)} title={title} />,
      },
      {
        id: 'value',
        header: text('codeInspector.element.value'),
        wraps: true,
        width: 160,
        cell: ({ element: { value } }) => <span className={styles.mono}>{toVisible(value)}</span>,
      },
      {
        id: 'meaning',
        header: text('codeInspector.element.meaning'),
        wraps: true,
        width: 140,
        cell: ({ element }) => shownMeaning(element),
      },
    ],
    [text, optional, shownMeaning, hues],
  );
  return (
    <QueryTable
      label={text('codeInspector.elements')}
      query={{ data, isFetching: false, error: null, refetch: () => undefined }}
      columns={columns}
      rowId={({ id }) => id}
      empty={null}
      details={{
        open,
        onOpen,
        name: ({ element: { ai, title } }) => text('codeInspector.element.panel', { ai, title }),
        render: ({ element }) => <ElementPanel element={element} />,
      }}
    />
  );
}

function Name({ name, title }: { name: string | null; title: string }) {
  if (name === null)
    return (
      <span className={styles.name} lang="en">
        {title}
      </span>
    );
  return (
    <>
      <span className={styles.name}>{name}</span>
      <Text size="xs" c="dimmed" component="span" display="block" lang="en">
        {title}
      </Text>
    </>
  );
}

/** What a value means, or that it is wrong; null where there is nothing to say. */
function useShownMeaning(): (element: InspectedElement) => ReactNode {
  const text = useText();
  const format = useFormat();
  const { language } = useLanguage();
  return useCallback(
    ({ meaning, isValid }) =>
      isValid ? (
        meaningWords(meaning, { text, format, language })
      ) : (
        <StateBadge tone="danger">{text('codeInspector.element.wrong')}</StateBadge>
      ),
    [text, format, language],
  );
}

function ElementPanel({ element }: { element: InspectedElement }) {
  const text = useText();
  const optional = useOptionalText();
  const shownMeaning = useShownMeaning();
  const { ai, title, value, format, linters, start, end, isValid } = element;
  const name = identifierName(ai, optional);
  const facts = [
    { label: text('codeInspector.element.name'), shown: name },
    { label: text('codeInspector.element.dataTitle'), shown: <span lang="en">{title}</span> },
    { label: text('codeInspector.element.value'), shown: <span className={styles.mono}>{toVisible(value)}</span> },
    { label: text('codeInspector.element.meaning'), shown: shownMeaning(element) },
    {
      label: text('codeInspector.element.format'),
      shown: (
        <>
          <Code>{format}</Code>
          <Text size="xs" c="dimmed" mt={2}>
            {text('codeInspector.element.format.help')}
          </Text>
        </>
      ),
    },
    {
      label: text(isValid ? 'codeInspector.element.checks' : 'codeInspector.element.checks.wrong'),
      shown: linters.length === 0 ? text('codeInspector.element.checks.none') : <Code>{linters.join(', ')}</Code>,
    },
    {
      label: text('codeInspector.element.position'),
      shown: text('codeInspector.element.position.value', { from: start + 1, to: end }),
    },
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, shown }) =>
        shown === null ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{shown}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
