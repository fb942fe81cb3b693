import { VisuallyHidden } from '@mantine/core';
import { useFormat } from '@sutra/ui/format';
import { useDescribeProblem } from '@sutra/ui/problem';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { type Attempt, useAttempts } from './attempts.ts';
import { spokenResult } from './reading.ts';
import { RecentScans } from './recent-scans.tsx';
import { ScanInput } from './scan-input.tsx';
import { ScanResult, Unsent } from './scan-result.tsx';

export function ScanPage() {
  const text = useText();
  return (
    <Page title={text('scan.title')} intro={text('scan.intro')} permission="scan.create">
      <Counter />
    </Page>
  );
}

function Counter() {
  const text = useText();
  const canRead = useCan('scan.read');
  const { attempts, scan, repeat } = useAttempts();
  const newest = attempts[0];
  return (
    <>
      <ScanInput onScan={scan} />
      <VisuallyHidden component="output">{newest ? <Spoken attempt={newest} /> : null}</VisuallyHidden>
      <Unsent attempts={attempts.slice(1)} onRepeat={repeat} />
      {newest ? (
        <section aria-label={text('scan.result')}>
          <ScanResult key={newest.clientScanId} attempt={newest} onRepeat={() => repeat(newest)} />
        </section>
      ) : null}
      {canRead ? <RecentScans /> : null}
    </>
  );
}

function Spoken({ attempt: { state } }: { attempt: Attempt }) {
  const text = useText();
  const format = useFormat();
  const describe = useDescribeProblem();
  if (state.kind === 'sending') return null;
  if (state.kind === 'done') return spokenResult(state.scan, text, format);
  const { title, help } = describe(state.error);
  return `${title}. ${help}`;
}
