import {
  createApiKey,
  createServiceAccount,
  listServiceAccounts,
  revokeApiKey,
} from '@sutra/contracts/service-accounts';
import { type Route, route } from '@sutra/kernel/http/route';
import type { ServiceAccounts } from './service-accounts.service.ts';

export function serviceAccountRoutes(accounts: ServiceAccounts): Route[] {
  return [
    route(listServiceAccounts, async (_, context) => ({ items: await accounts.list(context.actor) })),
    route(createServiceAccount, ({ body }, context) => accounts.create(context, body.name)),
    route(createApiKey, ({ params, body }, context) => accounts.createKey(context, params.serviceAccountId, body)),
    route(revokeApiKey, ({ params }, context) => accounts.revokeKey(context, params.serviceAccountId, params.keyId)),
  ];
}
