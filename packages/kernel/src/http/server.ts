// Turns declarations and handlers into an HTTP server. Security, validation, idempotency and audit follow from the
// declaration, in the order that `serve` shows.
import type { Socket } from 'node:net';
import { type FileAnswer, isIdempotent } from '@sutra/contracts/endpoint';
import {
  accessDenied,
  methodNotAllowed,
  requestCrossSite,
  requestMalformed,
  routeNotFound,
} from '@sutra/contracts/failures';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../actor.ts';
import { type Clock, Ids } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Authenticator } from '../ports.ts';
import type { Answers } from './answers.ts';
import { BODY_TIMEOUT_MS, FILE_TIMEOUT_MS, HEADERS_TIMEOUT_MS, limitArrival } from './arrival.ts';
import { PresentedRequest, requireStepUp, singleHeader } from './caller.ts';
import { formatCookie } from './cookies.ts';
import { decodeUtf8, inBrief, type Parts, parseInput, readFile, readVersion } from './input.ts';
import { answerBrokenRequest, API_HEADERS, sendProblem } from './problems.ts';
import { trustIn } from './proxies.ts';
import type { Context, Route } from './route.ts';
import { compileSerializer } from './serializer.ts';
import type { Writes } from './writes.ts';

export interface HttpOptions {
  routes: readonly Route[];
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  authenticator: Authenticator;
  writes: Writes;
  answers: Answers;
  trustedProxies: readonly string[];
  /** The origin that people use, where it is known: what a caller proves, it proves for this one. */
  publicUrl: string | null;
  /** Compares each answer with its schema; on in tests and development. */
  checkAnswers: boolean;
}

const BODY_LIMIT_BYTES = 256 * 1024;
export function createHttp(options: HttpOptions): FastifyInstance {
  const ids = new Ids(options.clock);
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: FILE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    pluginTimeout: 180_000, // the first start builds the console, however slow the machine
    connectionTimeout: 60_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    genReqId: () => ids.next(),
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    trustProxy: options.trustedProxies.length > 0 ? trustIn(options.trustedProxies) : false,
    // Before routing there is no handler to answer: a URL that cannot be decoded ends here.
    frameworkErrors: (error, request, reply) => void sendProblem(options.log, error, request as never, reply as never),
    clientErrorHandler: answerBrokenRequest,
  });
  app.removeContentTypeParser('text/plain');
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = decodeUtf8(body as Buffer);
    if (text === null) done(new AppError(requestMalformed, { detail: 'The body is not UTF-8.' }), undefined);
    else void parseJson(request, text, done);
  });
  app.setErrorHandler((error, request, reply) => sendProblem(options.log, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const methods = allowedMethods(options.routes, request.url);
    const error =
      methods.length === 0
        ? new AppError(routeNotFound)
        : new AppError(methodNotAllowed, { headers: { allow: methods.join(', ') } });
    return sendProblem(options.log, error, request, reply);
  });
  endConnectionsAtStop(app);
  limitArrival(app, options.log, BODY_TIMEOUT_MS);
  app.addHook('onResponse', (request, reply, done) => {
    const seconds = reply.elapsedTime / 1000;
    const endpointId = request.routeOptions.config.endpointId ?? 'other';
    options.metrics.httpDuration.observe({ endpoint: endpointId, status: String(reply.statusCode) }, seconds);
    options.log.info(
      {
        requestId: request.id,
        endpoint: endpointId,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
  const addRoutes = (scope: FastifyInstance, routes: readonly Route[]) => {
    for (const one of routes) {
      const handler = serve(one, options);
      for (const url of [one.endpoint.path, ...(one.endpoint.aliases ?? [])]) {
        const config = { endpointId: one.endpoint.id, takesFile: one.endpoint.takes === 'file' };
        scope.route({ method: one.endpoint.method, url, handler, config });
      }
    }
  };
  const { files = [], others = [] } = Object.groupBy(options.routes, ({ endpoint }) =>
    endpoint.takes === 'file' ? 'files' : 'others',
  );
  addRoutes(app, others);
  void app.register((scope, _, done) => {
    // Nothing of a file is read before it is known who sends it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    addRoutes(scope, files);
    done();
  });
  return app;
}

// Node ends only what is idle at the moment of the stop. What it would wait for: connections whose last request is answered
// later, and those that have never said a word, which count as busy (browsers and balancers keep such spares).
function endConnectionsAtStop(app: FastifyInstance): void {
  const sockets = new Set<Socket>();
  let stopping = false;
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', (done) => {
    stopping = true;
    const sweep = () => sockets.forEach((socket) => socket.bytesRead === 0 && socket.destroy());
    for (const afterMs of [0, 200, 1000]) setTimeout(sweep, afterMs).unref(); // some come until the server has stopped to listen
    done();
  });
  app.addHook('onResponse', (request, _, done) => {
    if (stopping) request.raw.socket.end();
    done();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    endpointId?: string;
  }
}

function serve(route: Route, options: HttpOptions): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  const { endpoint } = route;
  const parts = { params: endpoint.params, query: endpoint.query, body: endpoint.body } as unknown as Parts;
  const responseSchema = endpoint.response as unknown as z.ZodType;
  // At the first answer, not at the start: that would take as long as everything else of it. (A schema that JSON cannot express
  // stops the start nevertheless: the OpenAPI description is made there.)
  let compiled: ((value: unknown) => string) | undefined;
  const serialize = (value: unknown) => (compiled ??= compileSerializer(responseSchema, options.checkAnswers))(value);
  const status = endpoint.status ?? 200;
  const permission = typeof endpoint.access === 'object' ? endpoint.access.permission : null;
  const idempotent = isIdempotent(endpoint);
  const changes = endpoint.method !== 'GET';

  return async (request, reply) => {
    reply.headers(API_HEADERS);
    if (changes) refuseCrossSite(request);
    let actor: Actor | null = null;
    const presented = new PresentedRequest(request, reply, options.publicUrl);
    if (endpoint.access !== 'public') {
      const known = options.authenticator.authenticate(presented);
      actor = known instanceof Promise ? await known : known;
      if (permission !== null && !actor.permissions.has(permission))
        throw new AppError(accessDenied, {
          detail: `This needs the permission ${permission}.`,
          about: [{ what: `permission.${permission}` }],
        });
      if (endpoint.stepUp) requireStepUp(endpoint.stepUp, actor, options.clock.nowMs());
    }
    const audit = { requestId: request.id, ip: request.ip, userAgent: userAgentOf(request) };
    const input = parseInput(parts, request);
    if (endpoint.precondition === 'version') input['version'] = readVersion(singleHeader(request, 'if-match'));
    if (endpoint.takes === 'file') input['file'] = await readFile(request);
    const key = idempotent
      ? options.answers.readKey(request.headers['idempotency-key'], endpoint, actor!, inBrief(input))
      : null;
    if (key) {
      const kept = await options.answers.find(key);
      if (kept)
        return reply.code(kept.status).header('idempotency-replayed', 'true').type('application/json').send(kept.text);
    }
    const keep = key === null ? null : { key, status, serialize };
    const context: Context = {
      actor: actor as Actor,
      requestId: request.id,
      ip: request.ip,
      userAgent: audit.userAgent,
      header: (name) => singleHeader(request, name),
      presented,
      now: () => new Date(options.clock.nowMs()),
      setCookie: (cookie) => void reply.header('set-cookie', formatCookie(cookie)),
      write: (gate, fn) => options.writes.perform({ endpoint, actor: actor!, gate, audit, keep }, fn),
      writeAs: (who, gate, fn) => options.writes.perform({ endpoint, actor: who, gate, audit, keep: null }, fn),
    };
    let answer: unknown;
    try {
      answer = await route.handle(input, context);
    } catch (error) {
      // The same call may have been answered at the same moment by another connection.
      const kept = key ? await options.answers.find(key) : null;
      if (kept)
        return reply.code(kept.status).header('idempotency-replayed', 'true').type('application/json').send(kept.text);
      throw error;
    }
    reply.code(status);
    if (endpoint.produces === 'ndjson')
      return reply.type('application/x-ndjson').send(ndjson(answer as AsyncIterable<unknown>, serialize));
    if (endpoint.produces === 'file') {
      const { name, mediaType, content } = answer as FileAnswer;
      return reply
        .type(mediaType)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .send(ReadableStream.from(content));
    }
    return reply.type('application/json').send(serialize(answer));
  };
}

async function* ndjsonLines(
  items: AsyncIterable<unknown>,
  serialize: (value: unknown) => string,
): AsyncGenerator<string> {
  for await (const item of items) yield `${serialize(item)}\n`;
}
function ndjson(items: AsyncIterable<unknown>, serialize: (value: unknown) => string): ReadableStream<string> {
  return ReadableStream.from(ndjsonLines(items, serialize));
}

// Browsers say where a call comes from; whoever sends neither header is no browser, and carries no cookie of one.
function refuseCrossSite(request: FastifyRequest): void {
  const { 'sec-fetch-site': site, origin, host } = request.headers;
  const isOurs =
    site === undefined
      ? origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
      : site === 'same-origin' || site === 'none';
  if (!isOurs) throw new AppError(requestCrossSite);
}

function userAgentOf(request: FastifyRequest): string {
  return (singleHeader(request, 'user-agent') ?? '').slice(0, 300);
}

function allowedMethods(routes: readonly Route[], url: string): string[] {
  const path = url.split('?')[0]!.split('/');
  const matches = (pattern: string): boolean => {
    const parts = pattern.split('/');
    return parts.length === path.length && parts.every((part, index) => part.startsWith(':') || part === path[index]);
  };
  return [
    ...new Set(
      routes
        .filter(({ endpoint }) => [endpoint.path, ...(endpoint.aliases ?? [])].some(matches))
        .map(({ endpoint }) => endpoint.method),
    ),
  ];
}
