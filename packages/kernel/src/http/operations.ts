// What operators and machines look at: health, readiness, metrics, API description.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { equalBytes, sha256 } from '../crypto.ts';
import type { Gates } from '../db/gates.ts';
import type { Feed } from '../feed.ts';
import type { Metrics } from '../metrics.ts';

export interface OperationsOptions {
  gates: Gates;
  feed: Feed;
  metrics: Metrics;
  metricsToken: string | null;
  openApi: Record<string, unknown>;
  isDraining: () => boolean;
}

const READY_WITHIN_MS = 2000;

export function addOperations(app: FastifyInstance, options: OperationsOptions): void {
  const { gates, feed, metrics, metricsToken, isDraining } = options;
  app.get('/healthz', (_, reply) => reply.type('application/json').send('{"status":"ok"}'));
  app.get('/readyz', async (_, reply) => {
    const database = await answers(gates);
    const ready = !isDraining() && database;
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', database, feed: feed.fresh, draining: isDraining() });
  });
  app.get('/metrics', async (request, reply) => {
    if (
      metricsToken !== null &&
      !equalBytes(sha256(request.headers.authorization ?? ''), sha256(`Bearer ${metricsToken}`))
    )
      return reply.callNotFound();
    metrics.feedFresh.set(feed.fresh ? 1 : 0);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  const openApiText = JSON.stringify(options.openApi);
  app.get('/api/v1/openapi.json', (_, reply) => reply.type('application/json').send(openApiText));
  addDocs(app);
}

async function answers(gates: Gates): Promise<boolean> {
  const late = new Promise<false>((resolve) => {
    setTimeout(resolve, READY_WITHIN_MS, false).unref();
  });
  const asked = sql`select 1`.execute(gates.system('readiness')).then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]);
}

const DOCS_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sutra API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>`;
const DOCS_START =
  "SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true, tryItOutEnabled: true });";

function addDocs(app: FastifyInstance): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const page = (path: string, type: string, content: () => string | Buffer) => {
    app.get(path, (_, reply) =>
      reply
        .headers({ 'content-security-policy': DOCS_CSP, 'x-content-type-options': 'nosniff' })
        .type(type)
        .send(content()),
    );
  };
  page('/docs', 'text/html; charset=utf-8', () => DOCS_PAGE);
  page('/docs/start.js', 'text/javascript', () => DOCS_START);
  page('/docs/swagger-ui.css', 'text/css', () => readFileSync(join(folder, 'swagger-ui.css')));
  page('/docs/swagger-ui-bundle.js', 'text/javascript', () => readFileSync(join(folder, 'swagger-ui-bundle.js')));
}
