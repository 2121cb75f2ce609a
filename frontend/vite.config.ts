import { defineConfig } from 'vitest/config';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { precache } from './scripts/precache.ts';
import { words } from './scripts/words.ts';

const server = process.env.TONGXING_SERVER ?? 'http://127.0.0.1:8080';

/** What every page stands on, in one piece: it is smaller together than in parts. */
const BASE =
  /node_modules\/(svelte|idb|esm-env|clsx)\/|src\/(ui|kit)\/(?!socket|mutation|submit|download|alert|tel|StoredCopy|Reason)|src\/shell\/(?!deferred|screen-lock|StatusBars|app-update)|src\/features\/(care\/calls\/pending|care\/help\/help|chat\/rooms\/rooms|districts\/directory|notifications\/unread)|vite\/preload-helper/;

export default defineConfig({
  // Unit tests say no words.
  plugins: [svelte(), process.env.VITEST ? [] : words(), precache()],
  build: {
    // The floor: the last Chromium for Windows 7, and what old vendor browsers on phones carry. `public/floor.js` says it too.
    target: ['chrome109', 'safari16.4', 'firefox115'],
    // One style sheet and no preloading: the lists of what each screen needs would weigh more than they win.
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // Whoever imports one thing that a feature offers does not bring the others along.
      treeshake: { moduleSideEffects: [{ test: /\/src\/features\/[\w-]+\/index\.ts$/, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', test: BASE },
            { name: 'words-en-start', test: /messages\/en\/(roles|shell|ui)\.ts/ },
            { name: 'words-zh-start', test: /messages\/zh\/(roles|shell|ui)\.ts/ },
          ],
        },
        chunkFileNames(chunk) {
          const [, lang, feature] = /messages\/(en|zh)\/(\w+)\.ts$/.exec(chunk.facadeModuleId ?? '') ?? [];
          return lang ? `assets/words-${lang}-${feature}-[hash].js` : 'assets/[name]-[hash].js';
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
    // A machine that builds something else beside is slow, not wrong.
    testTimeout: 60_000,
  },
});
