import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { answersFromTheDocument } from './scripts/answers-rule.mjs';
import { layers } from './scripts/layers-rule.mjs';
import config from './svelte.config.js';

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'src/kit/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig: config } },
  },
  {
    plugins: { tongxing: { rules: { answers: answersFromTheDocument, layers } } },
    rules: {
      'tongxing/answers': 'error',
      'tongxing/layers': 'error',
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Only state in templates must be reactive, not for example a queue inside a class.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-at-html-tags': 'error',
      // Routes are plain paths of this app's router.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
);
