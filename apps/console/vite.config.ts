import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { precompress } from './precompress.ts';
import { scriptBudget } from './script-budget.ts';

const api = `http://127.0.0.1:${process.env['SUTRA_API_PORT'] ?? 3000}`;

// In the language with the most bytes.
const START = ['apps/console/src/main.tsx', 'apps/console/src/i18n/hi-first.ts', 'packages/ui/src/i18n/hi.json'];
const SIGNED_IN = [
  ...START,
  'apps/console/src/i18n/hi.ts',
  'apps/console/src/shell/shell.tsx',
  'apps/console/src/pages/today/today.tsx',
];

export default defineConfig({
  base: '/',
  plugins: [
    react(),
    blockingScript('/src/before-paint.js'),
    scriptBudget([
      {
        name: 'The sign-in page',
        modules: [...START, 'apps/console/src/pages/sign-in/sign-in.tsx'],
        limitBytes: 250_000,
      },
      { name: 'The first page', modules: SIGNED_IN, limitBytes: 450_000 },
    ]),
    precompress(),
  ],
  build: {
    outDir: process.env['SUTRA_CONSOLE_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no font or script from a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs is one file instead of thirty. What the same pages share is one file too, and a
          // crumb goes with its neighbour, so that no page fetches thirty icons.
          groups: [
            { name: 'start', tags: ['$initial'], priority: 1 },
            { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 1300 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: api, ws: true },
      '/.well-known': { target: api },
      '/build.json': { target: api },
    },
  },
});

/** Vite bundles modules only; a script that must run before the first paint is copied with its hash in its name. */
function blockingScript(path: string): Plugin {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    name: 'sutra:blocking-script',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'asset', name, source: readFileSync(new URL(`.${path}`, import.meta.url)) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const asset = Object.values(bundle ?? {}).find((file) => file.type === 'asset' && file.names.includes(name));
        if (!asset || !html.includes(`"${path}"`)) throw new Error(`${path} is not in the page`);
        return html.replace(`"${path}"`, `"/${asset.fileName}"`);
      },
    },
  };
}
