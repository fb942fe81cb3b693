import { authLocked } from '@sutra/contracts/identity';
import { isFailure } from '@sutra/sdk/problem';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useText } from '../../app/text.ts';

const LOCKED = { codes: 'signIn.locked.codes', passwords: 'signIn.locked.passwords' } as const;

/** A refused sign-in; of a lockout it says how long it lasts, and the way that is open meanwhile. */
export function SignInProblem({ error, of }: { error: unknown; of: keyof typeof LOCKED }) {
  const text = useText();
  if (!isFailure(error, authLocked)) return <Problem error={error} />;
  return (
    <Notice tone="warning" title={text('signIn.locked')} role="alert">
      {text(LOCKED[of], { seconds: error.retryAfterSeconds ?? 1 })}
    </Notice>
  );
}
