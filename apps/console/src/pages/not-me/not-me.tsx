import { Button, Stack, Text, Title } from '@mantine/core';
import { lookAtSignIn, notMe, notMeOver } from '@sutra/contracts/sign-in-risk';
import { isFailure } from '@sutra/sdk/problem';
import { useDelayed } from '@sutra/ui/delayed';
import { useFormat } from '@sutra/ui/format';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { Facts } from '@sutra/ui/record-page';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCountryName } from '../../app/risk-words.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useTitle } from '../../app/title.ts';
import logo from '../../favicon.svg';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import styles from '../sign-in/sign-in.module.css';

/** The page of the link in a message about a sign-in. Opening it does nothing: programs that preview links do that too. */
export function NotMePage() {
  const text = useText();
  useTitle(text('notMe.title'));
  const [token] = useState(() => location.hash.slice(1));
  return (
    <div className={styles.page}>
      <main className={styles.box}>
        <div className={styles.brand}>
          <img src={logo} width={28} height={28} alt="" />
          <span>Sutra</span>
        </div>
        <Title order={1}>{text('notMe.title')}</Title>
        {TOKEN.test(token) ? <SignInOf token={token} /> : <Over />}
      </main>
      <footer className={styles.foot}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

function SignInOf({ token }: { token: string }) {
  const text = useText();
  const format = useFormat();
  const countryName = useCountryName();
  const query = useQuery({
    queryKey: [lookAtSignIn.id],
    queryFn: () => session.call(lookAtSignIn, { body: { token } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const isSlow = useDelayed(query.isPending);
  const say = useMutation({ mutationFn: () => session.call(notMe, { body: { token } }) });
  if (say.isSuccess) return <Done />;
  if (query.isError || say.isError) {
    const error = say.error ?? query.error;
    return isFailure(error, notMeOver) ? (
      <Over />
    ) : (
      <Problem error={error} onRetry={() => (say.isError ? say.mutate() : void query.refetch())} />
    );
  }
  if (query.data === undefined)
    return isSlow ? (
      <Text component="output" c="dimmed">
        {text('shell.loading')}
      </Text>
    ) : null;
  const { deviceName, occurredAt, country } = query.data;
  return (
    <Stack gap="md">
      <Text>{text('notMe.intro')}</Text>
      <Facts
        facts={[
          { label: text('notMe.device'), value: <bdi>{deviceName}</bdi> },
          { label: text('notMe.when'), value: format.exact(occurredAt) },
          { label: text('notMe.place'), value: country === null ? null : countryName(country) },
        ]}
      />
      <Text size="sm">{text('notMe.wasMe')}</Text>
      <Button color="#b42318" fullWidth loading={say.isPending} onClick={() => say.mutate()}>
        {text('notMe.action')}
      </Button>
      <Text size="sm" c="dimmed">
        {text('notMe.consequence')}
      </Text>
    </Stack>
  );
}

function Done() {
  const text = useText();
  return (
    <Stack gap="md">
      <Notice tone="good" title={text('notMe.done')} role="alert">
        {text('notMe.done.help')}
      </Notice>
      <TextLink to="/sign-in" search={{ next: '/sessions' }}>
        {text('notMe.next')}
      </TextLink>
    </Stack>
  );
}

function Over() {
  const text = useText();
  return (
    <Stack gap="md">
      <Notice tone="warning" title={text('notMe.over')} role="alert">
        {text('notMe.over.help')}
      </Notice>
      <TextLink to="/sign-in" search={{ next: '/sessions?tab=history' }}>
        {text('notMe.over.next')}
      </TextLink>
    </Stack>
  );
}
