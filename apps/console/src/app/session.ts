// The session of this tab, and what the pages ask of it.
import type { SignedIn } from '@sutra/contracts/identity';
import { createSession } from '@sutra/sdk/session';
import type { SessionState } from '@sutra/sdk/session-state';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { pulse } from './pulse.ts';
import { stepUpQuestion } from './questions.ts';

export const session = createSession({
  baseUrl: '',
  tokenDelivery: 'cookie',
  onReached: pulse.reached,
  onStepUp: ({ problem }) =>
    stepUpQuestion.ask({ needsSecondFactor: problem.about?.some(({ what }) => what === 'assurance.aal2') ?? false }),
});

const subscribe = (listener: () => void) => session.subscribe(listener);
const snapshot = () => session.state;

export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, snapshot);
}

export const SignedInContext = createContext<SignedIn | null>(null);

/** Who is signed in; only below the shell. */
export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('useSignedIn is for pages of the shell');
  return signedIn;
}

export function useCan(permission: string): boolean {
  return useSignedIn().permissions.includes(permission);
}
