import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from './en';
import { zh } from './zh';

type Tree = { [name: string]: unknown };

function leaves(tree: Tree, path = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? leaves(value as Tree, `${path}${name}.`)
      : [[path + name, value] as const],
  ) as [string, unknown][];
}

function texts(tree: Tree): [string, string][] {
  return leaves(tree).map(([path, value]) => [path, typeof value === 'function' ? value.toString() : String(value)]);
}

const both = [...texts(en), ...texts(zh)];

test('both languages say the same things', () => {
  expect(
    leaves(zh)
      .map(([path]) => path)
      .sort(),
  ).toEqual(
    leaves(en)
      .map(([path]) => path)
      .sort(),
  );
});

test('a text has the same number of values in both languages', () => {
  const other = new Map(leaves(zh));
  for (const [path, value] of leaves(en)) {
    expect(typeof other.get(path), path).toBe(typeof value);
  }
});

test('every file of a feature is part of both languages', () => {
  const files = (lang: string) => readdirSync(`src/messages/${lang}`).filter((name) => name !== 'index.ts');
  expect(files('zh')).toEqual(files('en'));
});

test('no word that hurts', () => {
  const words = /\b(addicts?|abusers?|addiction|relapsed?|clean|dirty|junkie)\b|瘾君子|吸毒|管控|复吸/i;
  expect(both.filter(([, text]) => words.test(text))).toEqual([]);
});

test('no exclamation mark', () => {
  expect(both.filter(([, text]) => /[^!=(]!(?!=)|！/.test(text.replace(/=>.*!/, '')))).toEqual([]);
});

test('Chinese texts are Chinese', () => {
  const named = new Set(['shell.switchLanguage']);
  const plain = leaves(zh).filter(([path, value]) => typeof value === 'string' && !named.has(path));
  expect(plain.filter(([, text]) => /\p{L}/u.test(text as string) && !/\p{Script=Han}/u.test(text as string))).toEqual(
    [],
  );
});

test('each file exports the words under its own name, by which they are fetched', () => {
  const names = readdirSync('src/messages/en').filter((name) => name !== 'index.ts');
  expect(names.map((name) => name.replace('.ts', ''))).toEqual(Object.keys(en).sort());
});

test('every code of the server has a sentence', () => {
  const table = readFileSync('../src/error.rs', 'utf8');
  const codes = [...table.matchAll(/= \d{3} "([a-z_]+)"/g)].map(([, code]) => code ?? '');
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !(code in en.errors.codes))).toEqual([]);
});
