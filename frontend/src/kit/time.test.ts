import { expect, test } from 'vitest';
import {
  addDays,
  clockTime,
  dayOf,
  daysBetween,
  localDate,
  longDay,
  minutesOf,
  timeOf,
  weekdayOf,
  weekStart,
} from './time';

const SHANGHAI = 'Asia/Shanghai';
/** 2026-11-23 10:00 in Shanghai. */
const AT = Date.UTC(2026, 10, 23, 2);

test('an instant is shown in the zone of the studio, not of the device', () => {
  expect(clockTime(AT, SHANGHAI)).toBe('10:00');
  expect(clockTime(AT, 'America/New_York')).toBe('21:00');
  expect(localDate(AT, 'America/New_York')).toBe('2026-11-22');
});

test('midnight is 00:00, never 24:00', () => {
  expect(clockTime(Date.UTC(2026, 10, 22, 16), SHANGHAI)).toBe('00:00');
});

test('a local date is the same day wherever it is read', () => {
  expect(dayOf('2026-11-23', longDay)).toContain('23');
  expect(weekdayOf('2026-11-23')).toBe(1);
  expect(weekdayOf('2026-11-29')).toBe(7);
  expect(weekStart('2026-11-29')).toBe('2026-11-23');
});

test('days are moved over the ends of months, years and clock changes', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
});

test('minutes of a day and back, with the end of the day', () => {
  expect(minutesOf('18:30')).toBe(1110);
  expect(minutesOf('24:00')).toBe(1440);
  expect(timeOf(1110)).toBe('18:30');
  expect(timeOf(5)).toBe('00:05');
});
