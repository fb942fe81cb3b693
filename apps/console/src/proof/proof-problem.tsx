import { Button } from '@mantine/core';
import { authLocked } from '@sutra/contracts/identity';
import { ceremonyOver } from '@sutra/contracts/second-factors';
import { isFailure } from '@sutra/sdk/problem';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { type ConsoleMessage, useText } from '../app/text.ts';
import { PasskeyFailure } from './passkey-failure.ts';

const PASSKEY: Readonly<Record<PasskeyFailure['why'], { title: ConsoleMessage; help: ConsoleMessage }>> = {
  declined: { title: 'proof.passkey.declined', help: 'proof.passkey.declined.help' },
  ended: { title: 'proof.passkey.declined', help: 'proof.passkey.declined.help' },
  known: { title: 'proof.passkey.known', help: 'proof.passkey.known.help' },
  failed: { title: 'proof.passkey.failed', help: 'proof.passkey.failed.help' },
};

export interface ProofProblemProps {
  error: unknown;
  /** Begins again what took too long; without it only the words say so. */
  onAgain?: (() => void) | undefined;
}

/** Why it was not shown who one is: calmly, where the person only changed their mind. */
export function ProofProblem({ error, onAgain }: ProofProblemProps) {
  const text = useText();
  if (error instanceof PasskeyFailure) {
    const { title, help } = PASSKEY[error.why];
    return (
      <Notice tone={error.why === 'failed' ? 'warning' : 'info'} title={text(title)} role="alert">
        {text(help)}
      </Notice>
    );
  }
  if (isFailure(error, authLocked))
    return (
      <Notice tone="warning" title={text('signIn.locked')} role="alert">
        {text('proof.locked', { seconds: error.retryAfterSeconds ?? 1 })}
      </Notice>
    );
  if (isFailure(error, ceremonyOver))
    return (
      <Notice tone="warning" title={text('problem.auth.ceremony_over')} role="alert">
        {onAgain === undefined ? null : (
          <Button mt={6} size="xs" variant="default" onClick={onAgain}>
            {text('proof.again')}
          </Button>
        )}
      </Notice>
    );
  return <Problem error={error} />;
}
