// What a suspended organisation is refused with.
import { organisationSuspended } from '@sutra/contracts/failures';
import { AppError } from '@sutra/kernel/errors';

/** How an organisation stands, as every instance is told. */
export interface Standing {
  organisationId: string;
  /** Goes up with every suspension and every end of one. */
  version: number;
  isSuspended: boolean;
  /** What the operator tells its people. */
  because: string | null;
}

/** The refusal, with the reason that the operator gave. */
export function suspension(because: string | null): AppError {
  return new AppError(organisationSuspended, because === null ? {} : { detail: because });
}
