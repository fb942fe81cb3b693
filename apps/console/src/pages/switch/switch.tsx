import { Anchor, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { listPinPeople, type PinPerson } from '@sutra/contracts/pins';
import { useDelayed } from '@sutra/ui/delayed';
import { Empty } from '@sutra/ui/empty';
import { Problem } from '@sutra/ui/problem';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { keepPinHint } from '../../app/pin-hint.ts';
import { session, useSessionState } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useTitle } from '../../app/title.ts';
import logo from '../../favicon.svg';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import signIn from '../sign-in/sign-in.module.css';
import { initialsOf } from './initials.ts';
import { PinPad } from './pin-pad.tsx';
import styles from './switch.module.css';

/** Who goes on at this counter. Nothing of the person before is shown; their session lives until somebody has switched. */
export function SwitchPage() {
  const text = useText();
  useTitle(text('switch.title'));
  const [chosen, setChosen] = useState<PinPerson | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const other = useOtherPerson();
  const back = () => {
    flushSync(() => setChosen(null));
    // What had the focus is gone.
    heading.current?.focus();
  };
  return (
    <div className={signIn.page}>
      <main className={styles.box}>
        <div className={signIn.brand}>
          <img src={logo} width={28} height={28} alt="" />
          <span>Sutra</span>
        </div>
        {chosen === null ? (
          <>
            <Title ref={heading} order={1} tabIndex={-1}>
              {text('switch.title')}
            </Title>
            <People onChoose={setChosen} />
          </>
        ) : (
          <PinPad person={chosen} onBack={back} onFull={other.go} />
        )}
        {other.error === null ? null : <Problem error={other.error} />}
        <Ways onOther={other.go} isLeaving={other.isPending} />
      </main>
      <footer className={signIn.foot}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}

function People({ onChoose }: { onChoose: (person: PinPerson) => void }) {
  const text = useText();
  const query = useQuery({ queryKey: [listPinPeople.id], queryFn: () => session.pinPeople(), gcTime: 0 });
  const isSlow = useDelayed(query.isPending);
  const { data: people } = query;
  useEffect(() => {
    if (people !== undefined) keepPinHint(people.length > 0);
  }, [people]);
  if (people === undefined && query.isError)
    return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (people === undefined)
    return isSlow ? (
      <Text component="output" c="dimmed">
        {text('shell.loading')}
      </Text>
    ) : null;
  if (people.length === 0) return <Empty title={text('switch.empty')}>{text('switch.empty.help')}</Empty>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari takes a list without its marks for none
    <ul className={styles.people} role="list" aria-label={text('switch.people')}>
      {people.map((person) => (
        <li key={person.userId}>
          <UnstyledButton className={styles.person ?? ''} onClick={() => onChoose(person)}>
            <span className={styles.initials} aria-hidden>
              {initialsOf(person.name)}
            </span>
            <bdi className={styles.name}>{person.name}</bdi>
            {person.isLocked ? <span className={styles.locked}>{text('switch.isLocked')}</span> : null}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

/** Back to who was here, or on to a full sign-in. */
function Ways({ onOther, isLeaving }: { onOther: () => void; isLeaving: boolean }) {
  const text = useText();
  const state = useSessionState();
  const name = state.status === 'signed-in' ? state.signedIn.user.name : null;
  return (
    <Stack gap={6} align="flex-start">
      {name === null ? null : (
        <TextLink to="/" size="sm">
          {text('switch.back', { name })}
        </TextLink>
      )}
      <Anchor component="button" type="button" size="sm" ta="start" disabled={isLeaving} onClick={onOther}>
        {text(name === null ? 'switch.other' : 'switch.other.leaving', { name: name ?? '' })}
      </Anchor>
    </Stack>
  );
}

/** To a full sign-in; whoever was here is signed out first, or the page would still be theirs. */
function useOtherPerson() {
  const navigate = useNavigate();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      // Where the server was away until now, it is not known yet who is here.
      if ((await session.restore()).status === 'signed-in') await session.logout();
    },
    onSuccess: () => navigate({ to: '/sign-in' }),
  });
  return { go: () => mutate(), error, isPending };
}
