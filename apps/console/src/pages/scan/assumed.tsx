// What was read with assumptions: a person compares it with the pack before it counts.
import { Stack, Text } from '@mantine/core';
import type { Scan } from '@sutra/contracts/scanning';
import { CodeView } from '@sutra/ui/code/code-view';
import { type Format, useFormat } from '@sutra/ui/format';
import { useOptionalText } from '@sutra/ui/language';
import { Notice } from '@sutra/ui/notice';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { Fact } from './fact.tsx';
import styles from './scan.module.css';

type Parsed = NonNullable<Scan['parsed']>;
type Declared = Omit<NonNullable<Parsed['particulars']>, 'others'> & {
  others: readonly { label: string; value: string }[];
};

const DECLARED: readonly (readonly [ConsoleMessage, (of: Declared, format: Format) => string | undefined])[] = [
  ['scan.particulars.productCode', (of) => of.productCode],
  ['scan.particulars.brandName', (of) => of.brandName],
  ['scan.particulars.genericName', (of) => of.genericName],
  ['scan.particulars.manufacturer', (of) => of.manufacturer],
  ['scan.batch', (of) => of.batch],
  ['scan.particulars.manufactured', (of, format) => dayOf(of.manufactured, format)],
  ['scan.expiry', (of, format) => dayOf(of.expiry, format)],
  ['scan.particulars.licence', (of) => of.licence],
];

function dayOf(date: Declared['expiry'], format: Format): string | undefined {
  return date && format.day(date.iso, { monthOnly: date.day === null });
}

/** What text that follows no standard declares, and what was assumed to read it. */
export interface ParticularsProps {
  parsed: { particulars?: Declared | undefined; notes: readonly Note[] } | null;
  /** It was stored, and somebody else looks at it too. */
  isReviewed?: boolean;
}

export function Particulars({ parsed, isReviewed = false }: ParticularsProps) {
  const text = useText();
  const format = useFormat();
  const particulars = parsed?.particulars;
  if (particulars === undefined) return null;
  const facts = DECLARED.flatMap(([name, valueOf]) => {
    const value = valueOf(particulars, format);
    return value === undefined ? [] : [{ name: text(name), value }];
  });
  const others = particulars.others.map(({ label, value }) => ({ name: label, value }));
  return (
    <section aria-label={text('scan.particulars')}>
      <Notice tone="warning" title={text('scan.particulars')}>
        <Text size="sm" fw={500}>
          {text(isReviewed ? 'scan.particulars.help' : 'codeInspector.particulars.help')}
        </Text>
        <dl className={styles.facts} style={{ marginTop: 8 }}>
          {[...facts, ...others].map(({ name, value }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a label may come twice; its place is its identity
            <Fact key={`${index} ${name}`} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
        <Messages notes={parsed?.notes ?? []} />
      </Notice>
    </section>
  );
}

interface Proposed {
  data: string;
  elements: readonly { ai: string; value: string; title: string }[];
  evidence: readonly Note[];
}

export function proposalsOf({ resolution: { proposals = [] } }: Scan): readonly Proposed[] {
  return proposals.map(({ data, parsed, evidence }) => ({ data, elements: parsed.elements, evidence }));
}

/** How else the code could be read if a separator is missing. */
export function Proposals({ proposals }: { proposals: readonly Proposed[] }) {
  const text = useText();
  if (proposals.length === 0) return null;
  return (
    <section aria-label={text('scan.proposals')}>
      <Text size="sm" fw={600} mb={6}>
        {text('scan.proposals')}
      </Text>
      <ul className={styles.candidates}>
        {proposals.map(({ data, elements, evidence }) => (
          <li key={data}>
            <Stack gap="xs">
              <CodeView raw={data} elements={elements} />
              <Messages notes={evidence} />
            </Stack>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Note {
  code: string;
  message: string;
}

/** The parser's own sentences where the page has no words. */
function Messages({ notes }: { notes: readonly Note[] }) {
  const optional = useOptionalText();
  // Two dates without a day are one assumption.
  const said = new Map(
    notes.map(({ code, message }) => {
      const words = optional(`codeInspector.note.${code}`);
      return [words ?? message, words === null] as const;
    }),
  );
  return (
    <ul className={styles.notes}>
      {[...said].map(([words, isEnglish]) => (
        <li key={words} {...(isEnglish && { lang: 'en' })}>
          {words}
        </li>
      ))}
    </ul>
  );
}
