import { defineConfig } from 'vitest/config';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { precache } from './scripts/precache.ts';

const server = process.env.TONGXING_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte(), precache()],
  build: {
    // The floor is set by light-dark(); lowering it would turn every colour token into a workaround.
    target: ['chrome123', 'safari17.5', 'firefox120'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
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
