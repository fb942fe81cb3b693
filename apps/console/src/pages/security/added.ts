import { listSecondFactors } from '@sutra/contracts/second-factors';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { recoveryCodesQuestion } from '../../app/questions.ts';
import { session } from '../../app/session.ts';
import '../../shell/recovery-codes/recovery-codes-dialog.tsx'; // here before there are codes that only it can show

/** What follows a new second factor: its recovery codes are kept first, then the session is one with a second factor. */
export function useAdded(): (recoveryCodes: readonly string[] | null) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (recoveryCodes) => {
      if (recoveryCodes !== null) await recoveryCodesQuestion.ask(recoveryCodes);
      // Where the organisation waits for it, this opens the rest. If it fails, the page offers to show the factor.
      await session.refresh().catch(() => undefined);
      await queries.invalidateQueries({ queryKey: [listSecondFactors.id] });
    },
    [queries],
  );
}
