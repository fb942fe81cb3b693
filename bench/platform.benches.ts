import { auditSequencer } from './audit-sequencer.bench.ts';
import { auditedRequest, auditedWrite, auditedWriteAlone } from './audited-write.bench.ts';
import { authenticatedRequest, boundRequest } from './authenticated-request.bench.ts';
import type { BenchGroup } from './bench.ts';
import { betterAuthMe, betterAuthSession } from './better-auth-session.bench.ts';
import { refresh } from './refresh.bench.ts';
import { signIn } from './sign-in.bench.ts';
import { tenantRead, tenantReadPrepared } from './tenant-read.bench.ts';

/** In the order in which they run. */
export const platformGroup: BenchGroup = {
  title: 'Platform',
  benches: [
    authenticatedRequest,
    boundRequest,
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
  ],
};
