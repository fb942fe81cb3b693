// The console's pages: built when their sources change, served with a strict content security policy.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { StartError } from '@sutra/kernel/config';
import type { Logger } from '@sutra/kernel/log';
import type { FastifyInstance, FastifyReply } from 'fastify';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = [
  'apps/console/{src,public}/**/*',
  'apps/console/{index.html,vite.config.ts,precompress.ts,script-budget.ts,package.json}',
  'packages/{contracts,gs1,sdk,ui}/src/**/*',
  'packages/{platform,cotton}/src/**/*.rules.ts',
  'package-lock.json',
];

/** Builds into `.cache/console/<hash of the sources>` unless that is there already; gives the folder. */
export async function buildConsole(log: Logger): Promise<string> {
  const target = join(ROOT, '.cache', 'console', hashOfSources());
  if (existsSync(join(target, 'index.html'))) return target;
  const fresh = `${target}.${process.pid}`;
  const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));
  const child = spawn(process.execPath, [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: join(ROOT, 'apps', 'console'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()).slice(-10_000));
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
  });
  if (code !== 0) throw new StartError(`The console could not be built:\n${output}`);
  if (existsSync(target)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, target);
  log.debug({ target }, 'console built');
  return target;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash
      .update(`${file.slice(ROOT.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

const PLACEHOLDER = '__CSP_NONCE__';

/** Serves the build at `/`; every address of the console answers with its one page. */
export function addConsole(http: FastifyInstance, built: Promise<string>, demo: boolean): void {
  let page: string | null = null;
  const sendPage = async (reply: FastifyReply) => {
    page ??= readFileSync(join(await built, 'index.html'), 'utf8')
      .replaceAll('__SUTRA_DEMO__', String(demo))
      .replaceAll('__SUTRA_BUILD__', buildOf(await built));
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({
        'cache-control': 'no-cache',
        'content-security-policy': contentSecurityPolicy(nonce),
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(PLACEHOLDER, nonce));
  };
  void http.register(async (scope) => {
    const root = await built;
    await scope.register(fastifyStatic, {
      root: join(root, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '1y',
      index: false,
      preCompressed: true,
      setHeaders: (reply) => void reply.headers(ASSET_HEADERS),
    });
  });
  // What an open page asks now and then: whether the server answers, and whether there is a newer page.
  http.get('/build.json', async (_, reply) =>
    reply
      .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      .send({ build: buildOf(await built) }),
  );
  // Addresses of pages that do not exist show the console's own page about that; callers of the API get a problem.
  http.get('/*', (request, reply) => {
    const path = request.url.split('?')[0]!;
    if (path.startsWith('/api/') || !(request.headers.accept ?? '').includes('text/html')) return reply.callNotFound();
    return sendPage(reply.code(isPage(path) || (demo && path === DEMO_PAGE) ? 200 : 404));
  });
  http.get('/', (_, reply) => sendPage(reply));
}

/** `:name` stands for any one part of an address. */
const PAGES = [
  '/',
  '/sign-in',
  '/not-me',
  '/switch',
  '/sessions',
  '/security',
  '/scan',
  '/organisation',
  '/people',
  '/service-accounts',
  '/operator/organisations',
  '/audit',
  '/settings',
  '/settings/rules',
  '/settings/imports',
  '/settings/imports/:importId',
  '/settings/:kind',
  '/settings/:kind/new',
  '/settings/:kind/import',
  '/settings/:kind/:recordId',
  '/tools/code-inspector',
].map((page) => page.split('/'));

/** Every pattern of the pages with its states. */
const DEMO_PAGE = '/dev/ui';

function isPage(path: string): boolean {
  const parts = path.split('/');
  return PAGES.some(
    (page) =>
      page.length === parts.length &&
      page.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index])),
  );
}

/** The name of a build: it changes with the sources. */
const buildOf = (folder: string): string => basename(folder);

// A worker has the policy of its own file, not that of the page that starts it.
const ASSET_HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'",
  'x-content-type-options': 'nosniff',
} as const;

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
