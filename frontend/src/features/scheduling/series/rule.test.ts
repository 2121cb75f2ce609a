import { expect, test } from 'vitest';
import { formatRule, parseRule, weekdayOf } from './rule';

test('a rule is written as it was read', () => {
  for (const rule of [
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1',
    'FREQ=DAILY;INTERVAL=3',
  ]) {
    expect(formatRule(parseRule(rule))).toBe(rule);
  }
});

test('the weekday of a date', () => {
  expect(weekdayOf('2026-11-24')).toBe('TU');
  expect(weekdayOf('2026-11-29')).toBe('SU');
});
