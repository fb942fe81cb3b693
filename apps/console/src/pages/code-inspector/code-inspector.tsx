import { Button, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { type Inspection, inspect } from '@sutra/gs1/inspect';
import { proposeReadings } from '@sutra/gs1/proposals';
import { Empty } from '@sutra/ui/empty';
import { InspectIcon } from '@sutra/ui/icons';
import { useOptionalText } from '@sutra/ui/language';
import { StateBadge } from '@sutra/ui/state-badge';
import { useDeferredValue, useId, useMemo } from 'react';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { Particulars, Proposals } from '../scan/assumed.tsx';
import { CodeInput } from './code-input.tsx';
import styles from './code-inspector.module.css';
import { type CodeState, useCodeState } from './code-state.ts';
import { DrawnCode } from './drawn-code.tsx';
import { ElementsTable } from './elements-table.tsx';
import { EXAMPLES } from './examples.ts';
import { ErrorNotice, Notes } from './findings.tsx';
import { Forms } from './forms.tsx';
import { huesOf } from './hues.ts';
import { errorWords, kindOf } from './words.ts';

export function CodeInspectorPage() {
  const text = useText();
  return (
    <Page title={text('codeInspector.title')} intro={text('codeInspector.intro')} permission="scan.create">
      <Inspector />
    </Page>
  );
}

function Inspector() {
  const text = useText();
  const state = useCodeState();
  // The field follows the keys; what is read from it may come a moment later.
  const code = useDeferredValue(state.code);
  const fnc1 = state.style === 'caret' ? '^' : undefined;
  const inspection = useMemo(
    () => (code === '' ? null : inspect(code, fnc1 === undefined ? {} : { fnc1 })),
    [code, fnc1],
  );
  return (
    <>
      <CodeInput {...state} isWrong={inspection?.scan === null} />
      {state.isInAddress ? null : (
        <Text size="sm" c="dimmed">
          {text('codeInspector.notInAddress')}
        </Text>
      )}
      <Examples onShow={state.show} />
      <VisuallyHidden component="output">{inspection ? <Spoken inspection={inspection} /> : null}</VisuallyHidden>
      {inspection ? (
        <Result code={code} inspection={inspection} state={state} />
      ) : (
        <Empty icon={InspectIcon} title={text('codeInspector.empty')}>
          {text('codeInspector.empty.help')}
        </Empty>
      )}
    </>
  );
}

function Examples({ onShow }: { onShow: (code: string) => void }) {
  const text = useText();
  const id = useId();
  return (
    <div className={styles.examples}>
      <Text size="sm" c="dimmed" id={id} component="span">
        {text('codeInspector.examples')}
      </Text>
      <ul aria-labelledby={id}>
        {EXAMPLES.map(({ label, code }) => (
          <li key={label}>
            <Button size="compact-sm" variant="default" onClick={() => onShow(code)}>
              {text(label)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** In one sentence, for those who hear the page. */
function Spoken({ inspection }: { inspection: Inspection }) {
  const text = useText();
  const optional = useOptionalText();
  const { error, elements } = inspection;
  if (error !== null) return errorWords(error, optional);
  return text('codeInspector.spoken', { kind: text(kindOf(inspection).label), count: elements.length });
}

interface ResultProps {
  code: string;
  inspection: Inspection;
  state: CodeState;
}

function Result({ code, inspection, state }: ResultProps) {
  const text = useText();
  const { scan, error, elements, segments } = inspection;
  const hues = useMemo(() => huesOf(elements), [elements]);
  const { tone, label } = kindOf(inspection);
  const proposals = useMemo(
    () =>
      proposeReadings(code, state.style === 'caret' ? { fnc1: '^' } : {}).map(({ data, scan: meant, evidence }) => ({
        data,
        elements: meant.elements,
        evidence,
      })),
    [code, state.style],
  );
  const isPlainText = scan?.kind === 'text' && scan.notes.length === 0;
  const hasRest = error !== null && segments.some(({ kind }) => kind === 'rest');
  return (
    <>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={2}>{text('codeInspector.taken')}</Title>
          <StateBadge tone={tone}>{text(label)}</StateBadge>
        </Group>
        <DrawnCode code={code} inspection={inspection} hues={hues} onOpen={state.onOpen} />
        {hasRest ? (
          <Text size="xs" c="dimmed">
            {text('codeInspector.segment.rest.legend')}
          </Text>
        ) : null}
        {isPlainText ? (
          <Text size="sm" c="dimmed">
            {text('codeInspector.kind.text.help')}
          </Text>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        {scan?.particulars === undefined ? <Notes notes={scan?.notes ?? []} /> : <Particulars parsed={scan} />}
        <Proposals proposals={proposals} />
      </Stack>
      {elements.length === 0 ? null : (
        <Stack gap="xs">
          <Title order={2}>{text('codeInspector.elements')}</Title>
          <ElementsTable key={code} elements={elements} hues={hues} open={state.open} onOpen={state.onOpen} />
        </Stack>
      )}
      {error === null && elements.length > 0 ? <Forms elements={elements} /> : null}
    </>
  );
}
