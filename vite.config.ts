import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { contentSecurityPolicy, securityHeaders } from './src/cli/security.ts';

/** Puts the policy into the built page, and the headers into `_headers` for hosts that read it. */
const security = (): Plugin => ({
  name: 'security',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend',
    },
  ],
  generateBundle() {
    const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`);
    this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('\n')}\n` });
  },
});

/**
 * One chunk for all that the page imports at once: some eighty small ones that lazy rooms share compress a tenth worse.
 * `about` tells what a module imports statically.
 */
function firstLoad(id: string, about: { getModuleInfo(id: string): { importedIds: readonly string[] } | null }) {
  if (first.size === 0) {
    const waiting = [`${import.meta.dirname}/src/main.tsx`];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (first.has(at)) continue;
      first.add(at);
      waiting.push(...(about.getModuleInfo(at)?.importedIds ?? []));
    }
  }
  return first.has(id) ? 'first' : null;
}
const first = new Set<string>();

// Tests run far from UTC, half an hour off the hour, where slips of time zone show.
process.env.TZ ??= 'America/St_Johns';

export default defineConfig({
  base: './',
  plugins: [react(), security()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: firstLoad, debugName: 'first' }], includeDependenciesRecursively: false },
      },
    },
  },
  // As many at once as there are cores: by default one is left idle, half of two.
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 30_000, maxWorkers: '100%' },
});
