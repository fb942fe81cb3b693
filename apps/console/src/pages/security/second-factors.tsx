import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { listSecondFactors, type SecondFactorList } from '@sutra/contracts/second-factors';
import { useDelayed } from '@sutra/ui/delayed';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../app/api.ts';
import { stepUpQuestion } from '../../app/questions.ts';
import { useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { AuthenticatorApp } from './authenticator-app.tsx';
import { Passkeys } from './passkeys.tsx';
import { RecoveryCodesCard } from './recovery-codes-card.tsx';

/** My second factors: what there is, what is asked for, and how to add, renew and remove. */
export function SecondFactors() {
  const text = useText();
  const query = useQuery(apiQuery(listSecondFactors));
  const isSlow = useDelayed(query.isPending);
  const { data: factors, error } = query;
  return (
    <Stack gap="md" maw={760}>
      {error === null ? null : <Problem error={error} onRetry={() => void query.refetch()} />}
      {factors === undefined ? (
        isSlow && error === null ? (
          <Stack gap="md" component="output" aria-label={text('shell.loading')}>
            {[1, 2, 3].map((card) => (
              <Skeleton key={card} height={96} radius={6} />
            ))}
          </Stack>
        ) : null
      ) : (
        <>
          <State factors={factors} />
          <Passkeys factors={factors} />
          <AuthenticatorApp factors={factors} />
          {hasSecondFactor(factors) ? <RecoveryCodesCard left={factors.recoveryCodesLeft} /> : null}
        </>
      )}
    </Stack>
  );
}

const hasSecondFactor = ({ totp, passkeys }: SecondFactorList) => totp !== null || passkeys.length > 0;

function State({ factors }: { factors: SecondFactorList }) {
  const text = useText();
  const { organisation, secondFactorRequired } = useSignedIn();
  const asks = factors.isRequired ? text('security.required', { organisation: organisation.name }) : null;
  if (!hasSecondFactor(factors))
    return (
      <Notice tone="warning" title={text('security.none')}>
        <Text size="sm">{text('security.none.why')}</Text>
        {/* Where it is waited for, the page itself says so. */}
        {asks === null || secondFactorRequired ? null : <Text size="sm">{asks}</Text>}
      </Notice>
    );
  if (secondFactorRequired)
    return (
      <Notice tone="warning" title={text('security.show')}>
        <Text size="sm">{text('security.show.help')}</Text>
        <Button mt="xs" size="xs" onClick={() => void stepUpQuestion.ask({ needsSecondFactor: true })}>
          {text('security.show.action')}
        </Button>
      </Notice>
    );
  return (
    <Notice tone="good" title={text('security.on')}>
      <Text size="sm">{asks ?? text('security.on.help')}</Text>
    </Notice>
  );
}
