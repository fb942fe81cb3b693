import { Anchor, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { MfaRequired } from '@sutra/contracts/identity';
import type { SignedOutReason } from '@sutra/sdk/session-state';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { usePart } from '../../app/lazy-page.ts';
import { hasPinHint } from '../../app/pin-hint.ts';
import { useSessionState } from '../../app/session.ts';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { useTitle } from '../../app/title.ts';
import logo from '../../favicon.svg';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import { CodeForm } from './code-form.tsx';
import { MobileForm, type Sent } from './mobile-form.tsx';
import { PasskeyWay } from './passkey-way.tsx';
import { PasswordForm } from './password-form.tsx';
import type { SecondStepProps } from './second-step.tsx';
import styles from './sign-in.module.css';

const loadSecondStep = () => import('./second-step.tsx').then((part) => part.SecondStep);

/** Signing in: with a code on the mobile, a password or a passkey. Where to go afterwards is the router's business. */
export function SignIn() {
  const text = useText();
  const [waiting, setWaiting] = useState<MfaRequired | null>(null);
  const title = text(waiting === null ? 'signIn.title' : 'signIn.second');
  useTitle(title);
  return (
    <div className={styles.page}>
      <main className={styles.box}>
        <div className={styles.brand}>
          <img src={logo} width={28} height={28} alt="" />
          <span>Sutra</span>
        </div>
        <Title order={1}>{title}</Title>
        {waiting === null ? (
          <>
            <WhySignedOut />
            <FirstStep onSecondStep={setWaiting} />
            {hasPinHint() ? (
              <TextLink to="/switch" size="sm">
                {text('signIn.byPin')}
              </TextLink>
            ) : null}
            <Text size="xs" c="dimmed">
              {text('signIn.noAccount')}
            </Text>
          </>
        ) : (
          <LaterSecondStep waiting={waiting} onBack={() => setWaiting(null)} />
        )}
      </main>
      <footer className={styles.foot}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}

function FirstStep({ onSecondStep }: { onSecondStep: (waiting: MfaRequired) => void }) {
  const text = useText();
  const { method } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate({ from: '/sign-in' });
  const [sent, setSent] = useState<Sent | null>(null);
  if (sent !== null)
    return (
      <Stack gap="md">
        <CodeForm sent={sent} onSent={setSent} onSecondStep={onSecondStep} />
        <Anchor component="button" type="button" size="sm" style={{ alignSelf: 'start' }} onClick={() => setSent(null)}>
          {text('signIn.otherNumber')}
        </Anchor>
      </Stack>
    );
  return (
    <Stack gap="md">
      <SegmentedControl
        fullWidth
        aria-label={text('signIn.method')}
        value={method ?? 'code'}
        onChange={(value) =>
          void navigate({
            search: (search) => ({
              ...(search.next === undefined ? {} : { next: search.next }),
              ...(value === 'password' ? { method: 'password' as const } : {}),
            }),
            replace: true,
          })
        }
        data={[
          { value: 'code', label: text('signIn.byCode') },
          { value: 'password', label: text('signIn.byPassword') },
        ]}
      />
      {method === 'password' ? <PasswordForm onSecondStep={onSecondStep} /> : <MobileForm onSent={setSent} />}
      <PasskeyWay />
    </Stack>
  );
}

/** Fetched when somebody needs it, which most people do not. */
function LaterSecondStep(props: SecondStepProps) {
  const { Part: SecondStep, fetch } = usePart(loadSecondStep);
  const [error, setError] = useState<unknown>(null);
  const load = useCallback(() => void fetch().then(() => setError(null), setError), [fetch]);
  useEffect(load, [load]);
  if (error !== null) return <Problem error={error} onRetry={load} />;
  return SecondStep === null ? null : <SecondStep {...props} />;
}

const WHY: Readonly<
  Record<Exclude<SignedOutReason, 'absent'>, { title: ConsoleMessage; help: ConsoleMessage; tone: 'info' | 'warning' }>
> = {
  'signed-out': { title: 'signedOut.own', help: 'signedOut.own.help', tone: 'info' },
  expired: { title: 'signedOut.expired', help: 'signedOut.expired.help', tone: 'info' },
  revoked: { title: 'signedOut.revoked', help: 'signedOut.revoked.help', tone: 'warning' },
  excluded: { title: 'signedOut.excluded', help: 'signedOut.excluded.help', tone: 'warning' },
  suspended: { title: 'signedOut.suspended', help: 'signedOut.suspended.help', tone: 'warning' },
  keyless: { title: 'signedOut.keyless', help: 'signedOut.keyless.help', tone: 'warning' },
  ended: { title: 'signedOut.ended', help: 'signedOut.ended.help', tone: 'info' },
  reused: { title: 'signedOut.reused', help: 'signedOut.reused.help', tone: 'warning' },
};

function WhySignedOut() {
  const text = useText();
  const state = useSessionState();
  if (state.status !== 'signed-out' || state.reason === 'absent') return null;
  const { title, help, tone } = WHY[state.reason];
  return (
    <Notice tone={tone} title={text(title)} role="alert">
      {state.detail === undefined ? null : (
        <Text size="sm" mb={4}>
          <bdi>{state.detail}</bdi>
        </Text>
      )}
      {text(help)}
    </Notice>
  );
}
