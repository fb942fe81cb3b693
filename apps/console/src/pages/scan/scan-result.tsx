import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { Scan } from '@sutra/contracts/scanning';
import { CodeView } from '@sutra/ui/code/code-view';
import { useDelayed } from '@sutra/ui/delayed';
import { useFormat } from '@sutra/ui/format';
import { useOptionalText } from '@sutra/ui/language';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { StateBadge, TONE_ICONS } from '@sutra/ui/state-badge';
import { useText } from '../../app/text.ts';
import { errorWords } from '../code-inspector/words.ts';
import { Particulars, Proposals, proposalsOf } from './assumed.tsx';
import type { Attempt } from './attempts.ts';
import { Fact } from './fact.tsx';
import {
  batchOf,
  expiryOf,
  nameOf,
  SEVERITY_TONES,
  STATUS,
  strengthBeside,
  warningDetail,
  WARNINGS,
} from './reading.ts';
import styles from './scan.module.css';

/** The newest scan, to be read from an arm's length away. */
export function ScanResult({ attempt, onRepeat }: { attempt: Attempt; onRepeat: () => void }) {
  const text = useText();
  const isSlow = useDelayed(attempt.state.kind === 'sending');
  const { state } = attempt;
  if (state.kind === 'sending') {
    return (
      <Paper p="md" className={styles.result} aria-busy>
        <Text c="dimmed">{isSlow ? text('scan.sending') : '\u00a0'}</Text>
      </Paper>
    );
  }
  if (state.kind === 'failed') {
    return (
      <Paper p="md" className={styles.result}>
        <Stack gap="sm">
          <Problem error={state.error} announce={false} onRetry={state.mayRepeat ? onRepeat : undefined} />
          <CodeView raw={attempt.raw} />
        </Stack>
      </Paper>
    );
  }
  const { scan } = state;
  return (
    <Paper
      p="md"
      className={styles.result}
      data-tone={scan.resolution.product ? expiryTone(scan) : STATUS[scan.resolution.status].tone}
    >
      <Stack gap="md">
        {scan.resolution.product ? <Found scan={scan} /> : <NotFound scan={scan} />}
        <Warnings scan={scan} />
        <Particulars parsed={scan.parsed} isReviewed />
        <Proposals proposals={proposalsOf(scan)} />
        {scan.resolution.status === 'ambiguous' ? <Candidates scan={scan} /> : null}
        {scan.reviewItemId === undefined ? null : (
          <div>
            <StateBadge tone="info">{text('scan.sentForReview')}</StateBadge>
          </div>
        )}
        {scan.resolution.status === 'invalid' || scan.resolution.status === 'unknown' ? (
          <CodeView raw={scan.raw} elements={scan.parsed?.elements ?? []} error={scan.error} />
        ) : (
          <details className={styles.code}>
            <summary>{text('scan.showCode')}</summary>
            <CodeView raw={scan.raw} elements={scan.parsed?.elements ?? []} error={scan.error} />
          </details>
        )}
      </Stack>
    </Paper>
  );
}

function expiryTone(scan: Scan): string {
  const worst =
    scan.warnings.find(({ severity }) => severity === 'danger') ??
    scan.warnings.find(({ severity }) => severity === 'warning');
  return worst?.severity ?? 'good';
}

function Found({ scan }: { scan: Scan }) {
  const text = useText();
  const format = useFormat();
  const { product, package: pack, batch } = scan.resolution;
  const expiry = expiryOf(scan, format);
  const ExpiryIcon = TONE_ICONS[expiry.tone];
  const number = batchOf(scan);
  const strength = strengthBeside(product!);
  return (
    <>
      <div>
        <Group gap="sm" align="baseline">
          <h2 className={styles.name}>
            {product!.brand}
            {strength === null ? null : <span className={styles.strength}>{strength}</span>}
          </h2>
          <StateBadge icon={null} tone={product!.schedule === 'OTC' ? 'neutral' : 'info'}>
            {text(product!.schedule === 'OTC' ? 'scan.otc' : 'scan.schedule', { schedule: product!.schedule })}
          </StateBadge>
        </Group>
        <Text>
          {product!.composition} {strength === null ? product!.strength : null}
        </Text>
        <Text size="sm" c="dimmed">
          {product!.form} · {product!.manufacturer}
        </Text>
      </div>
      <dl className={styles.facts}>
        <Fact name={text('scan.expiry')} isLarge tone={expiry.tone}>
          {expiry.date}
          <span className={styles.word}>
            <ExpiryIcon size={18} stroke={2} aria-hidden />
            {text(expiry.word)}
          </span>
        </Fact>
        <Fact name={text('scan.batch')} isLarge>
          {number ?? <span className={styles.none}>{text('scan.notOnCode')}</span>}
        </Fact>
        {scan.parsed?.serial === undefined ? null : <Fact name={text('scan.serial')}>{scan.parsed.serial}</Fact>}
        {batch?.mrpPaise === undefined || batch.mrpPaise === null ? null : (
          <Fact name={text('scan.mrp')}>{format.money(batch.mrpPaise)}</Fact>
        )}
        {pack === undefined ? null : <Fact name={text('scan.package')}>{pack.description}</Fact>}
        {pack === undefined ? null : <Fact name={text('scan.gtin')}>{pack.gtin}</Fact>}
      </dl>
    </>
  );
}

function NotFound({ scan }: { scan: Scan }) {
  const text = useText();
  const { tone, title, help } = STATUS[scan.resolution.status];
  const Icon = TONE_ICONS[tone];
  const batch = batchOf(scan);
  const format = useFormat();
  const expiry = expiryOf(scan, format);
  return (
    <div>
      <h2 className={styles.name} data-tone={tone}>
        <Icon size={24} stroke={1.8} aria-hidden /> {text(title)}
      </h2>
      <ErrorWords scan={scan} />
      <Text size="sm" c="dimmed">
        {text(help)}
      </Text>
      {scan.resolution.status === 'invalid' || (batch === null && expiry.date === null) ? null : (
        <dl className={styles.facts} style={{ marginTop: 12 }}>
          {expiry.date === null ? null : (
            <Fact name={text('scan.expiry')} isLarge tone={expiry.tone}>
              {expiry.date} <span className={styles.word}>{text(expiry.word)}</span>
            </Fact>
          )}
          {batch === null ? null : (
            <Fact name={text('scan.batch')} isLarge>
              {batch}
            </Fact>
          )}
        </dl>
      )}
    </div>
  );
}

export function Warnings({ scan }: { scan: Scan }) {
  const text = useText();
  const format = useFormat();
  // That the code is invalid for its check digit was said above.
  const warnings = scan.warnings.filter(({ code }) => code !== 'check-digit' || scan.resolution.status !== 'invalid');
  if (warnings.length === 0) return null;
  return (
    <Stack gap="xs">
      {warnings.map((warning) => {
        const { code, severity } = warning;
        const detail = warningDetail(warning, text, format);
        return (
          <Notice key={code} tone={SEVERITY_TONES[severity]} title={text(WARNINGS[code].title)}>
            {detail === null ? null : (
              <Text size="sm" {...(detail.isEnglish && { lang: 'en' })}>
                {detail.words}
              </Text>
            )}
            <Text size="sm" fw={500}>
              {text(WARNINGS[code].help)}
            </Text>
          </Notice>
        );
      })}
    </Stack>
  );
}

/** Why a code is not valid. */
export function ErrorWords({ scan: { error } }: { scan: Scan }) {
  const optional = useOptionalText();
  return error === undefined ? null : <Text fw={550}>{errorWords(error, optional)}</Text>;
}

function Candidates({ scan }: { scan: Scan }) {
  const text = useText();
  return (
    <section aria-label={text('scan.candidates')}>
      <Text size="sm" fw={600} mb={6}>
        {text('scan.candidates')}
      </Text>
      <ul className={styles.candidates}>
        {scan.resolution.candidates.map(({ product, package: pack }) => (
          <li key={pack.id}>
            <Text fw={550}>{nameOf(product)}</Text>
            <Text size="sm">{pack.description}</Text>
            <Text size="sm" c="dimmed">
              {product.form} · {product.manufacturer}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What did not reach the server while the counter went on. */
export function Unsent({ attempts, onRepeat }: { attempts: readonly Attempt[]; onRepeat: (attempt: Attempt) => void }) {
  const text = useText();
  const waiting = attempts.filter(({ state }) => state.kind === 'failed' && state.mayRepeat);
  if (waiting.length === 0) return null;
  return (
    <Notice tone="warning" title={text('scan.unsent', { count: waiting.length })}>
      <Group gap="sm" mt={6}>
        <Button size="xs" variant="default" onClick={() => waiting.forEach(onRepeat)}>
          {text('scan.sendAgain')}
        </Button>
      </Group>
    </Notice>
  );
}
