import { Anchor, Stack, Text } from '@mantine/core';
import type { MfaRequired } from '@sutra/contracts/identity';
import { Notice } from '@sutra/ui/notice';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { ByPassword } from '../../proof/by-password.tsx';
import { ProofProblem } from '../../proof/proof-problem.tsx';
import { SecondProofForm } from '../../proof/second-proof.tsx';
import { SixDigits } from '../../proof/six-digits.tsx';
import { Ways } from '../../proof/ways.tsx';

export interface SecondStepProps {
  waiting: MfaRequired;
  /** To the first step. */
  onBack: () => void;
}

/** After code or password: the second factor that the person has set up, or another proof where a sign-in is unusual. */
export function SecondStep({ waiting, onBack }: SecondStepProps) {
  const text = useText();
  const { mfaToken, methods, passkey } = waiting;
  const [only] = methods;
  return (
    <Stack gap="md">
      {only === 'otp' || only === 'pwd' ? (
        <OtherProof waiting={waiting} way={only} onBack={onBack} />
      ) : methods.length === 0 ? (
        <Notice tone="warning" title={text('signIn.second.none')} role="alert">
          {text('signIn.second.none.help')}
        </Notice>
      ) : (
        <>
          <Text size="sm">{text('signIn.second.help')}</Text>
          <Ways ways={methods}>
            {(way) => (
              <SecondProofForm
                way={way}
                submit={text('signIn.submit')}
                passkey={passkey}
                prove={(proof) => session.verifySecondFactor({ mfaToken, proof })}
                onAgain={onBack}
              />
            )}
          </Ways>
        </>
      )}
      <Anchor component="button" type="button" size="sm" style={{ alignSelf: 'start' }} onClick={onBack}>
        {text('signIn.second.back')}
      </Anchor>
    </Stack>
  );
}

function OtherProof({ waiting, way, onBack }: SecondStepProps & { way: 'otp' | 'pwd' }) {
  const text = useText();
  const { mfaToken, challengeId = '', sentTo = '' } = waiting;
  const submit = text('signIn.submit');
  return (
    <>
      <Text size="sm">{text('signIn.second.unusual')}</Text>
      {way === 'otp' ? (
        <SixDigits
          label={text('signIn.code')}
          description={text('signIn.second.sent', { digits: sentTo })}
          submit={submit}
          beside={['auth.otp_invalid', 'auth.otp_expired']}
          run={(code) => session.verifySecondFactor({ mfaToken, proof: { method: 'otp', challengeId, code } })}
          problem={(error) => <ProofProblem error={error} onAgain={onBack} />}
        />
      ) : (
        <>
          <Text size="sm">{text('signIn.second.password.help')}</Text>
          <ByPassword
            submit={submit}
            prove={(password) => session.verifySecondFactor({ mfaToken, proof: { method: 'pwd', password } })}
          />
        </>
      )}
    </>
  );
}
