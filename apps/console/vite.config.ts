import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const api = `http://127.0.0.1:${process.env['SUTRA_API_PORT'] ?? 3000}`;

export default defineConfig({
  base: '/',
  plugins: [react(), blockingScript('/src/before-paint.js')],
  build: {
    outDir: process.env['SUTRA_CONSOLE_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no font or script from a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': { target: api, ws: true },
      '/.well-known': { target: api },
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
