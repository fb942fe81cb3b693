import { Anchor, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { SignedOutReason } from '@sutra/sdk/session';
import { Notice } from '@sutra/ui/notice';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useSessionState } from '../../app/session.ts';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { useTitle } from '../../app/title.ts';
import logo from '../../favicon.svg';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { CodeForm } from './code-form.tsx';
import { MobileForm, type Sent } from './mobile-form.tsx';
import { PasswordForm } from './password-form.tsx';
import styles from './sign-in.module.css';

/** Signing in: with a code on the mobile, or with a password. Where to go afterwards is the router's business. */
export function SignIn() {
  const text = useText();
  const { method } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate({ from: '/sign-in' });
  const [sent, setSent] = useState<Sent | null>(null);
  useTitle(text('signIn.title'));
  return (
    <div className={styles.page}>
      <main className={styles.box}>
        <div className={styles.brand}>
          <img src={logo} width={28} height={28} alt="" />
          <span>Sutra</span>
        </div>
        <Title order={1}>{text('signIn.title')}</Title>
        <WhySignedOut />
        {sent === null ? (
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
            {method === 'password' ? <PasswordForm /> : <MobileForm onSent={setSent} />}
          </Stack>
        ) : (
          <Stack gap="md">
            <CodeForm sent={sent} onSent={setSent} />
            <Anchor
              component="button"
              type="button"
              size="sm"
              style={{ alignSelf: 'start' }}
              onClick={() => setSent(null)}
            >
              {text('signIn.otherNumber')}
            </Anchor>
          </Stack>
        )}
        <Text size="xs" c="dimmed">
          {text('signIn.noAccount')}
        </Text>
      </main>
      <footer className={styles.foot}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}

const WHY: Readonly<
  Record<Exclude<SignedOutReason, 'absent'>, { title: ConsoleMessage; help: ConsoleMessage; tone: 'info' | 'warning' }>
> = {
  'signed-out': { title: 'signedOut.own', help: 'signedOut.own.help', tone: 'info' },
  expired: { title: 'signedOut.expired', help: 'signedOut.expired.help', tone: 'info' },
  revoked: { title: 'signedOut.revoked', help: 'signedOut.revoked.help', tone: 'warning' },
  excluded: { title: 'signedOut.excluded', help: 'signedOut.excluded.help', tone: 'warning' },
  suspended: { title: 'signedOut.suspended', help: 'signedOut.suspended.help', tone: 'warning' },
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
