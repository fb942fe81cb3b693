// Service accounts of integrations, and their API keys.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { Instant, Text, Uuid } from './wire.ts';

export const serviceAccountNotFound = failure('service_account.not_found', 404, 'There is no such service account');
export const serviceAccountLimit = failure(
  'service_account.limit_reached',
  409,
  'An organisation has at most 100 service accounts, with 20 keys each; remove one first',
);
export const apiKeyNotFound = failure('api_key.not_found', 404, 'There is no such API key');
export const apiKeyScope = failure(
  'api_key.scope_invalid',
  422,
  'A key can hold only permissions that you hold yourself',
);

const ApiKey = z.object({
  id: Uuid,
  name: z.string(),
  hint: z.string().meta({ description: 'The first characters, to tell keys apart' }),
  permissions: z.array(z.string()),
  ipAllowList: z.array(z.string()),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  hasMakerLeft: z.boolean().meta({ description: 'Whoever made it does not work here any more; it goes on working' }),
});
const ServiceAccount = z.object({ id: Uuid, name: z.string(), createdAt: Instant, keys: z.array(ApiKey) });

export const listServiceAccounts = endpoint({
  id: 'listServiceAccounts',
  method: 'GET',
  path: '/api/v1/service-accounts',
  summary: 'Service accounts of the organisation and their keys',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  response: z.object({ items: z.array(ServiceAccount) }),
});

export const createServiceAccount = endpoint({
  id: 'createServiceAccount',
  method: 'POST',
  path: '/api/v1/service-accounts',
  summary: 'Create a service account for an integration',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'service_account.created',
  status: 201,
  body: z.object({ name: Text(80) }),
  response: ServiceAccount,
  errors: [serviceAccountLimit],
});

export const createApiKey = endpoint({
  id: 'createApiKey',
  method: 'POST',
  path: '/api/v1/service-accounts/:serviceAccountId/keys',
  summary: 'Create an API key; its secret is shown this once',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'api_key.created',
  status: 201,
  params: z.object({ serviceAccountId: Uuid }),
  body: z.object({
    name: Text(80),
    permissions: z
      .array(z.string().regex(/^[a-z][a-z.-]{1,80}$/))
      .min(1)
      .max(100),
    expiresAt: Instant.optional(),
    ipAllowList: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .max(50)
      .default([]),
  }),
  response: ApiKey.extend({ secret: z.string() }),
  errors: [serviceAccountNotFound, apiKeyScope, serviceAccountLimit],
});

export const revokeApiKey = endpoint({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/api/v1/service-accounts/:serviceAccountId/keys/:keyId',
  summary: 'End an API key at once',
  access: { permission: 'service-account.manage' },
  limit: 'default',
  audit: 'api_key.revoked',
  params: z.object({ serviceAccountId: Uuid, keyId: Uuid }),
  response: z.object({ revokedAt: Instant }),
  errors: [apiKeyNotFound],
});
