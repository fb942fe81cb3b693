// Signing in with a passkey alone, whoever it may be; loaded by the sign-in page once it is shown.
import { beginPasskeySignIn } from '@sutra/contracts/second-factors';
import { describeDevice } from '@sutra/sdk/device';
import { session } from '../../app/session.ts';
import { PasskeyFailure } from '../../proof/passkey-failure.ts';
import { type Assertion, askPasskey, askPasskeyInField, stopAsking } from '../../proof/passkey.ts';

// Before the server forgets what was begun, which is after ten minutes.
const RENEW_AFTER_MS = 8 * 60_000;

export async function signInByButton(): Promise<void> {
  const { ceremonyId, passkey } = await session.call(beginPasskeySignIn);
  await finish(ceremonyId, await askPasskey(passkey));
}

/** Offers the passkeys of this device in the list of the field, until one is chosen: gives what signs in with it. */
export async function offerInField(signal: AbortSignal): Promise<(() => Promise<void>) | null> {
  const stop = () => stopAsking();
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      const { ceremonyId, passkey } = await session.call(beginPasskeySignIn);
      if (signal.aborted) return null;
      const renewal = setTimeout(stop, RENEW_AFTER_MS);
      const assertion = await askPasskeyInField(passkey)
        .catch((error: unknown) => {
          // Ended by the renewal: it is offered again.
          if (!signal.aborted && error instanceof PasskeyFailure && error.why === 'ended') return null;
          throw error;
        })
        .finally(() => clearTimeout(renewal));
      if (assertion !== null) return () => finish(ceremonyId, assertion);
    }
    return null;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function finish(ceremonyId: string, assertion: Assertion): Promise<void> {
  const device = describeDevice(navigator.userAgent, navigator.maxTouchPoints);
  await session.signInWithPasskey({ ceremonyId, assertion, device });
}
