import { Button, Divider, Stack } from '@mantine/core';
import { passkeyUnavailable } from '@sutra/contracts/second-factors';
import { isFailure } from '@sutra/sdk/problem';
import { PasskeyIcon } from '@sutra/ui/icons';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useText } from '../../app/text.ts';
import { ProofProblem } from '../../proof/proof-problem.tsx';

const load = () => import('./passkey-sign-in.ts');

/** With a passkey instead: by a button, and in the list that the browser shows at a field. Nothing where there are none. */
export function PasskeyWay() {
  const text = useText();
  const [isThere, setThere] = useState(mayHavePasskeys);
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async (finish: (() => Promise<void>) | null) =>
      finish === null ? (await load()).signInByButton() : finish(),
    onError: (refusal) => setThere(!isFailure(refusal, passkeyUnavailable)),
  });
  const isOffered = isThere && !isPending && !isSuccess;
  useEffect(() => {
    if (!isOffered) return undefined;
    const stop = new AbortController();
    const offer = async () => {
      try {
        const finish = await offerInField(stop.signal);
        if (finish !== null && !stop.signal.aborted) mutate(finish);
      } catch (refusal) {
        // Nobody asked for the offer: that it cannot be made is not worth a word.
        if (isFailure(refusal, passkeyUnavailable)) setThere(false);
      }
    };
    void offer();
    return () => stop.abort();
  }, [isOffered, mutate]);
  if (!isThere) return null;
  return (
    <Stack gap="md">
      <Divider label={text('signIn.or')} />
      {error === null ? null : <ProofProblem error={error} onAgain={() => mutate(null)} />}
      <Button
        variant="default"
        fullWidth
        leftSection={<PasskeyIcon size={18} stroke={1.7} aria-hidden />}
        loading={isPending}
        onClick={() => mutate(null)}
      >
        {text('signIn.byPasskey')}
      </Button>
    </Stack>
  );
}

/** Browsers make none for an address that is a number. */
function mayHavePasskeys(): boolean {
  return 'PublicKeyCredential' in globalThis && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** What is left to do once somebody has chosen a passkey there; null where none is offered any more. */
async function offerInField(signal: AbortSignal): Promise<(() => Promise<void>) | null> {
  // Older browsers have passkeys and not this.
  const isOffered = await PublicKeyCredential.isConditionalMediationAvailable?.();
  return isOffered && !signal.aborted ? (await load()).offerInField(signal) : null;
}
