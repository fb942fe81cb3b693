import { auditSequencer } from './audit-sequencer.bench.ts';
import { auditedRequest, auditedWrite, auditedWriteAlone } from './audited-write.bench.ts';
import { authenticatedRequest } from './authenticated-request.bench.ts';
import type { Bench } from './bench.ts';
import { betterAuthMe, betterAuthSession } from './better-auth-session.bench.ts';
import { refresh } from './refresh.bench.ts';
import { signIn } from './sign-in.bench.ts';
import { tenantRead, tenantReadPrepared } from './tenant-read.bench.ts';

/** In the order in which they run. */
export const benches: readonly Bench[] = [
  authenticatedRequest,
  betterAuthSession,
  betterAuthMe,
  tenantRead,
  tenantReadPrepared,
  refresh,
  signIn,
  auditedRequest,
  auditedWrite,
  auditedWriteAlone,
  auditSequencer,
];

export function benchNamed(name: string): Bench {
  const bench = benches.find((one) => one.name === name);
  if (!bench) throw new Error(`There is no bench ${name}; there are: ${benches.map((one) => one.name).join(', ')}`);
  return bench;
}
