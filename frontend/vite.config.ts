import { defineConfig } from 'vitest/config';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { precache } from './scripts/precache.ts';
import { words } from './scripts/words.ts';

const server = process.env.TONGXING_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // Unit tests say no words.
  plugins: [svelte(), process.env.VITEST ? [] : words(), precache()],
  build: {
    // The floor is set by light-dark(); lowering it would turn every colour token into a workaround.
    target: ['chrome123', 'safari17.5', 'firefox120'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
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
  },
});
