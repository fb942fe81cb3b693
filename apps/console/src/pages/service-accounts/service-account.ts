import type { HandlerOutput } from '@sutra/contracts/endpoint';
import type { listServiceAccounts } from '@sutra/contracts/service-accounts';

export type ServiceAccount = HandlerOutput<typeof listServiceAccounts>['items'][number];
export type ApiKey = ServiceAccount['keys'][number];

export function keyState({ revokedAt, expiresAt }: ApiKey, nowMs = Date.now()): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= nowMs ? 'expired' : 'active';
}

/** When any of its keys was used last. */
export function lastUseOf({ keys }: ServiceAccount): Date | null {
  const used = keys.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt.getTime()]));
  return used.length === 0 ? null : new Date(Math.max(...used));
}
