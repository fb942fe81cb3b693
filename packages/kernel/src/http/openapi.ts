// OpenAPI 3.1 from the declarations, so that it cannot say anything else than what is served.
import { type Endpoint, isIdempotent } from '@sutra/contracts/endpoint';
import {
  accessDenied,
  internalError,
  organisationSuspended,
  recordChanged,
  requestInvalid,
  requestKeyReused,
  requestVersionMissing,
  stepUpRequired,
  tokenExpired,
  tokenInvalid,
  tokenMissing,
  tokenRevoked,
} from '@sutra/contracts/failures';
import { Problem } from '@sutra/contracts/wire';
import { z } from 'zod';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;
const PRODUCED = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  file: 'application/octet-stream',
} as const;

export function buildOpenApi(routes: readonly Route[], info: { version: string; publicUrl: string | null }): Json {
  const paths: Record<string, Json> = {};
  for (const { endpoint } of routes) {
    if (!endpoint.path.startsWith('/api/')) continue;
    const path = endpoint.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return hoist({
    openapi: '3.1.0',
    info: {
      title: 'Sutra',
      version: info.version,
      description: 'Errors are problem details (RFC 9457) with a stable code.',
    },
    servers: [{ url: info.publicUrl ?? '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem) },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token of a person' },
        dpop: {
          type: 'http',
          scheme: 'dpop',
          description: 'The same, bound to a device (RFC 9449)',
        },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a service account (sk_…)' },
      },
    },
  });
}

function operation(endpoint: Endpoint): Json {
  const { access } = endpoint;
  const parameters = [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')];
  if (isIdempotent(endpoint)) {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 255 },
      description: 'The same key gives the same answer for 24 hours.',
    });
  }
  if (endpoint.precondition === 'version') {
    parameters.push({
      name: 'If-Match',
      in: 'header',
      required: true,
      schema: { type: 'string', pattern: '^"[1-9][0-9]*"$' },
      description: 'The version of the record that is changed, in quotes.',
    });
  }
  const type = PRODUCED[endpoint.produces ?? 'json'];
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.path.split('/')[3] ?? 'other'],
    ...(access === 'public'
      ? { security: [] }
      : { security: [{ dpop: [] }, { bearer: [] }, ...(endpoint.stepUp ? [] : [{ apiKey: [] }])] }),
    ...(typeof access === 'object' && { 'x-permission': access.permission }),
    ...(endpoint.stepUp && { 'x-step-up': endpoint.stepUp }),
    'x-rate-limit-class': endpoint.limit,
    ...(typeof endpoint.audit === 'string' && { 'x-audit-action': endpoint.audit }),
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.takes === 'file' && {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    ...(endpoint.body && {
      requestBody: {
        required: !acceptsNothing(endpoint.body),
        content: { 'application/json': { schema: schemaOf(endpoint.body) } },
      },
    }),
    responses: {
      [String(endpoint.status ?? 200)]: {
        description: 'Done',
        content: { [type]: { schema: schemaOf(endpoint.response) } },
      },
      ...problemResponses(endpoint),
    },
  };
}

function problemResponses(endpoint: Endpoint): Json {
  const failures = [requestInvalid, internalError, ...(endpoint.errors ?? [])];
  if (endpoint.access !== 'public')
    failures.push(tokenMissing, tokenInvalid, tokenExpired, tokenRevoked, organisationSuspended);
  if (typeof endpoint.access === 'object') failures.push(accessDenied);
  if (endpoint.stepUp) failures.push(stepUpRequired);
  if (isIdempotent(endpoint)) failures.push(requestKeyReused);
  if (endpoint.precondition === 'version') failures.push(requestVersionMissing, recordChanged);
  const byStatus = Map.groupBy(failures, (failure) => failure.status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      {
        description: same.map((failure) => `\`${failure.code}\`: ${failure.title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function parametersOf(schema: unknown, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function acceptsNothing(schema: unknown): boolean {
  return (schema as z.ZodType).safeParse(undefined).success;
}

// Named schemas are written once, under components.
function hoist(document: Json): Json {
  const schemas: Json = {};
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const { $defs, ...rest } = value as Json;
    if ($defs !== undefined) Object.assign(schemas, visit($defs));
    return Object.fromEntries(
      Object.entries(rest).map(([key, entry]) => [
        key,
        key === '$ref' && typeof entry === 'string' ? entry.replace('#/$defs/', '#/components/schemas/') : visit(entry),
      ]),
    );
  };
  const { components, ...rest } = visit(document) as { components: { schemas: Json } };
  return { ...rest, components: { ...components, schemas: { ...schemas, ...components.schemas } } };
}

function schemaOf(schema: unknown): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema as z.ZodType, {
    io: 'input',
    target: 'draft-2020-12',
    reused: 'inline',
  }) as Json;
  return rest;
}
