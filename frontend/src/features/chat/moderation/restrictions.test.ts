import { expect, test } from 'vitest';
import { mayWrite, secondsLeft } from './restrictions';
import type { Moderated } from './types';

const open: Moderated = {
  slow_seconds: 0,
  is_paused: false,
  is_locked: false,
  slow_until: null,
  muted_until: null,
  held_until: null,
  is_read_only: false,
  waiting: 0,
  measure: null,
};

test('a pause, a mute and a review stop members, a lock stops everybody', () => {
  expect(mayWrite(open, false, 0)).toBe(true);
  for (const rules of [{ is_paused: true }, { muted_until: 5 }, { is_read_only: true }]) {
    expect(mayWrite({ ...open, ...rules }, false, 4)).toBe(false);
    expect(mayWrite({ ...open, ...rules }, true, 4)).toBe(true);
  }
  expect(mayWrite({ ...open, muted_until: 5 }, false, 5)).toBe(true);
  expect(mayWrite({ ...open, is_locked: true }, true, 0)).toBe(false);
});

test('a slow room counts whole seconds and never below nothing', () => {
  expect(secondsLeft({ ...open, slow_until: 10_500 }, 9_000)).toBe(2);
  expect(secondsLeft({ ...open, slow_until: 10_500 }, 11_000)).toBe(0);
  expect(secondsLeft(open, 0)).toBe(0);
});
