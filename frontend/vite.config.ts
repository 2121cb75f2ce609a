import { defineConfig } from 'vitest/config';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { precache } from './scripts/precache.ts';
import { lazyMessages } from './scripts/lazy-messages.ts';

const server = process.env.TONGXING_SERVER ?? 'http://127.0.0.1:8080';

/** The modules that every page needs. They are one chunk, because it compresses better than several. */
const BASE =
  /node_modules\/(svelte|idb|esm-env|clsx)\/|src\/(ui|kit)\/(?!socket|mutation|submit|download|alert|tel|StoredCopy|Reason)|src\/shell\/(?!deferred|screen-lock|StatusBars|app-update)|src\/features\/(care\/calls\/pending|care\/help\/help|chat\/rooms\/rooms|districts\/directory|notifications\/unread)|vite\/preload-helper/;

export default defineConfig({
  // Unit tests use no messages.
  plugins: [svelte(), process.env.VITEST ? [] : lazyMessages(), precache()],
  build: {
    // The oldest supported browsers: the last Chromium for Windows 7, and old browsers of phones. `public/old-browser.js` has the same list.
    target: ['chrome109', 'safari16.4', 'firefox115'],
    // One style sheet and no preloading, because the list of dependencies per screen would cost more than it saves.
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // Importing one export of a feature does not bundle the others.
      treeshake: { moduleSideEffects: [{ test: /\/src\/features\/[\w-]+\/index\.ts$/, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', test: BASE },
            { name: 'messages-en-start', test: /messages\/en\/(roles|shell|ui)\.ts/ },
            { name: 'messages-zh-start', test: /messages\/zh\/(roles|shell|ui)\.ts/ },
          ],
        },
        chunkFileNames(chunk) {
          const [, lang, feature] = /messages\/(en|zh)\/(\w+)\.ts$/.exec(chunk.facadeModuleId ?? '') ?? [];
          return lang ? `assets/messages-${lang}-${feature}-[hash].js` : 'assets/[name]-[hash].js';
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/ws': { target: server, ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    // Allows for a machine that also builds.
    testTimeout: 60_000,
  },
});
