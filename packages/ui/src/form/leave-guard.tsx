// What was typed is not lost by a wrong click: leaving is asked about first.
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { Confirm } from '../confirm.tsx';
import { useText } from '../language.tsx';

/** Somebody wants to leave and waits for an answer. */
export interface Leaving {
  leave: () => void;
  stay: () => void;
}

type ShowLeaving = (leaving: Leaving | null) => ReactNode;
/**
 * How an application holds back its own navigation while `mayBlock` says so; it shows what `show` makes of it.
 * `isSamePage`: only the search part of the address changes.
 */
export type HoldBack = (mayBlock: (isSamePage: boolean) => boolean, show: ShowLeaving) => ReactNode;

export interface LeaveGuardProps {
  /** Read at the moment of leaving. */
  isUnsaved: () => boolean;
  /** Whether it stays on the page when only the search part of the address changes. */
  staysOnPage?: boolean;
}

/** Without a router only the browser's own ways out are guarded. */
export const LeavingContext = createContext<HoldBack>((_, show) => show(null));

/** Holds back whoever leaves while there is something unsaved. */
export function LeaveGuard({ isUnsaved, staysOnPage = false }: LeaveGuardProps) {
  const holdBack = useContext(LeavingContext);
  useBeforeUnload(isUnsaved);
  const mayBlock = (isSamePage: boolean) => !(isSamePage && staysOnPage) && isUnsaved();
  return holdBack(mayBlock, (leaving) => <AskToLeave leaving={leaving} />);
}

function AskToLeave({ leaving }: { leaving: Leaving | null }) {
  const text = useText();
  return (
    <Confirm
      opened={leaving !== null}
      onClose={() => leaving?.stay()}
      title={text('ui.form.leave')}
      consequence={text('ui.form.leave.consequence')}
      action={text('ui.form.leave.action')}
      cancel={text('ui.form.leave.stay')}
      onConfirm={async () => leaving?.leave()}
    />
  );
}

function useBeforeUnload(isUnsaved: () => boolean): void {
  const latest = useRef(isUnsaved);
  useEffect(() => {
    latest.current = isUnsaved;
  }, [isUnsaved]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (latest.current()) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
}
