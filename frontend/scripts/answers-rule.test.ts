import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { expect, test } from 'vitest';
import { answersFromTheDocument } from './answers-rule.mjs';

const config = {
  files: ['**/*.ts'],
  languageOptions: { parser: ts.parser },
  plugins: { tongxing: { rules: { answers: answersFromTheDocument } } },
  rules: { 'tongxing/answers': 'error' },
} as unknown as Linter.Config;

const found = (code: string, filename = 'screen.ts') => new Linter().verify(code, config, filename).length;

test('a shape of an answer that is written by hand is seen', () => {
  expect(found(`api.get<{ items: string[] }>('/x');`)).toBe(1);
  expect(found(`interface Row { id: string }\napi.get<Page<Row>>('/x');`)).toBe(1);
  expect(found(`interface Row { id: string }\ntype Rows = Row[];\nconst rows = new PagedList<Rows>('/x');`)).toBe(1);
  expect(found(`import type { Line } from './types';\napi.post<Line & { more: boolean }>('/x');`)).toBe(1);
  expect(found(`export interface Row { id: string }`, 'types.ts')).toBe(1);
  expect(found(`export type Row = { id: string };`, 'features/duty/types.ts')).toBe(1);
});

test('a shape of the document is fine, and so is what is no answer', () => {
  expect(
    found(`import type { Call, Page } from './types';\napi.get<Page<Call>>('/x');\nnew PagedList<Call>('/x');`),
  ).toBe(0);
  expect(
    found(`import type { Progress } from './types';\ntype Line = Progress['ledger'][number];\napi.get<Line>('/x');`),
  ).toBe(0);
  expect(found(`interface Draft { name: string }\nconst draft: Draft = { name: '' };\napi.post('/x', draft);`)).toBe(0);
  expect(found(`export interface Page<T> { items: T[] }\nexport type Call = Of['Call'];`, 'types.ts')).toBe(0);
});
