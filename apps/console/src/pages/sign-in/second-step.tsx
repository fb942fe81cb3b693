import { Anchor, Stack, Text } from '@mantine/core';
import type { MfaRequired } from '@sutra/contracts/identity';
import { Notice } from '@sutra/ui/notice';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { SecondProofForm } from '../../proof/second-proof.tsx';
import { Ways } from '../../proof/ways.tsx';

export interface SecondStepProps {
  waiting: MfaRequired;
  /** To the first step. */
  onBack: () => void;
}

/** After code or password: the second factor that the person has set up. */
export function SecondStep({ waiting: { mfaToken, methods, passkey }, onBack }: SecondStepProps) {
  const text = useText();
  return (
    <Stack gap="md">
      {methods.length === 0 ? (
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
