// Passkeys of this device, as the browser asks for them. Loaded by whoever wants one, not with the first page.
import type { CallInput } from '@sutra/contracts/endpoint';
import type { addPasskey, signInWithPasskey } from '@sutra/contracts/second-factors';
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';
import { PasskeyFailure } from './passkey-failure.ts';

export type Assertion = CallInput<typeof signInWithPasskey>['body']['assertion'];
type Attestation = CallInput<typeof addPasskey>['body']['attestation'];
type Options = Record<string, unknown>;

/** A signature of one of the person's passkeys. Throws `PasskeyFailure`. */
export function askPasskey(options: Options): Promise<Assertion> {
  return named(
    startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }),
  ) as Promise<Assertion>;
}

/** The same, offered in the list of a field that names `webauthn`; waits until somebody chooses one. */
export function askPasskeyInField(options: Options): Promise<Assertion> {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return named(startAuthentication({ optionsJSON, useBrowserAutofill: true })) as Promise<Assertion>;
}

/** A new passkey, made by this device or one beside it. Throws `PasskeyFailure`. */
export function makePasskey(options: Options): Promise<Attestation> {
  return named(
    startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }),
  ) as Promise<Attestation>;
}

/** Ends what waits for a passkey; it fails as `ended`. */
export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony();
}

// Browsers tell apart only this much: whoever looks for passkeys on somebody else's device should learn nothing.
async function named<T>(ceremony: Promise<T>): Promise<T> {
  try {
    return await ceremony;
  } catch (cause) {
    const { name } = cause as Error;
    if (name === 'AbortError') throw new PasskeyFailure('ended', { cause });
    if (name === 'InvalidStateError') throw new PasskeyFailure('known', { cause });
    throw new PasskeyFailure(name === 'NotAllowedError' ? 'declined' : 'failed', { cause });
  }
}
