import { expect, it } from 'vitest';
import { SNOOZE_MS, DUE_MS, extendStretch, isBreakDue, BREAK_MS, type HostingStretch } from './break-reminder';

// safety 46
it('a break is due after an hour and a half of hosting, and a break starts the time again', () => {
  const minute = 60_000;
  let stretch: HostingStretch | null = null;
  let now = 1_000_000;
  const until = (ms: number) => {
    for (const end = now + ms; now < end; now += minute) stretch = extendStretch(stretch, now);
  };
  until(DUE_MS);
  expect(isBreakDue(stretch, now - minute)).toBe(false);
  until(minute);
  expect(isBreakDue(stretch, now)).toBe(true);
  stretch = { ...stretch!, snoozedUntil: now + SNOOZE_MS };
  until(SNOOZE_MS - minute);
  expect(isBreakDue(stretch, now)).toBe(false);
  until(2 * minute);
  expect(isBreakDue(stretch, now)).toBe(true);
  now += BREAK_MS;
  until(DUE_MS - minute);
  expect(isBreakDue(stretch, now)).toBe(false);
});
