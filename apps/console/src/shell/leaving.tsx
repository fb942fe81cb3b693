// The ways out of a page, held back while a form on it has something unsaved: the router's, and those that replace the page.
import { Confirm } from '@sutra/ui/confirm';
import { type HoldBack, LeavingContext } from '@sutra/ui/form/leave-guard';
import { useBlocker } from '@tanstack/react-router';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useEffectEvent, useState } from 'react';
import { useText } from '../app/text.ts';
import { hasUnsaved, holdUnsaved } from '../app/unsaved.ts';

const holdBack: HoldBack = (mayBlock, show) => <HeldBack mayBlock={mayBlock} show={show} />;
const AskContext = createContext<(leave: () => void) => void>((leave) => leave());

export function Leaving({ children }: { children: ReactNode }) {
  const text = useText();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const ask = useCallback((wanted: () => void) => {
    if (hasUnsaved()) setLeave(() => wanted);
    else wanted();
  }, []);
  return (
    <LeavingContext value={holdBack}>
      <AskContext value={ask}>{children}</AskContext>
      <Confirm
        opened={leave !== null}
        onClose={() => setLeave(null)}
        title={text('ui.form.leave')}
        consequence={text('ui.form.leave.consequence')}
        action={text('ui.form.leave.action')}
        cancel={text('ui.form.leave.stay')}
        onConfirm={async () => leave?.()}
      />
    </LeavingContext>
  );
}

/** For what takes the page away without going to another address: asks first if something is unsaved. */
export function useLeave(): (leave: () => void) => void {
  return useContext(AskContext);
}

interface HeldBackProps {
  mayBlock: Parameters<HoldBack>[0];
  show: Parameters<HoldBack>[1];
}

function HeldBack({ mayBlock, show }: HeldBackProps) {
  const isUnsaved = useEffectEvent(mayBlock);
  useEffect(() => holdUnsaved(() => isUnsaved(false)), []);
  // The guard itself tells the browser.
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => mayBlock(current.pathname === next.pathname),
    enableBeforeUnload: false,
    withResolver: true,
  });
  return show(status === 'blocked' ? { leave: proceed, stay: reset } : null);
}
