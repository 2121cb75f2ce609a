import { expect, test } from 'vitest';
import type { SessionBrief } from '../../kit/api/types';
import { toBook } from './booking';

const session = (minutes: number) => ({ starts_at: 0, ends_at: minutes * 60_000 }) as SessionBrief;
const entry = (unit: string, missing: number, booked: SessionBrief[]) => ({ requirement: { unit }, missing, booked });

test('what is booked is not to be booked again, and what is not covered is', () => {
  expect(toBook(entry('minutes', 240, [session(120)]))).toBe(120);
  expect(toBook(entry('minutes', 240, [session(120), session(120)]))).toBe(0);
  expect(toBook(entry('count', 3, [session(90)]))).toBe(2);
});

test('more than enough is enough, and nothing booked leaves all of it', () => {
  expect(toBook(entry('count', 1, [session(90), session(90)]))).toBe(0);
  expect(toBook(entry('minutes', 60, []))).toBe(60);
});
