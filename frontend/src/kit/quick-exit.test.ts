import { expect, test } from 'vitest';
import { escapeCounter } from './quick-exit';

test('three presses within a second and a half leave', () => {
  const press = escapeCounter();
  expect([0, 700, 1_500].map(press)).toEqual([false, false, true]);
});

test('slower presses close dialogs and nothing more', () => {
  const press = escapeCounter();
  expect([0, 1_000, 2_000, 3_000].map(press)).toEqual([false, false, false, false]);
});
