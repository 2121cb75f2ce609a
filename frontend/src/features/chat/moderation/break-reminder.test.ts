import { expect, it } from 'vitest';
import { AGAIN_MS, DUE_MS, held, isDue, REST_MS, type Stretch } from './break-reminder';

// safety 46
it('a break is due after an hour and a half of holding rooms, and a pause begins anew', () => {
  const minute = 60_000;
  let stretch: Stretch | null = null;
  let now = 1_000_000;
  const until = (ms: number) => {
    for (const end = now + ms; now < end; now += minute) stretch = held(stretch, now);
  };
  until(DUE_MS);
  expect(isDue(stretch, now - minute)).toBe(false);
  until(minute);
  expect(isDue(stretch, now)).toBe(true);
  stretch = { ...stretch!, quietUntil: now + AGAIN_MS };
  until(AGAIN_MS - minute);
  expect(isDue(stretch, now)).toBe(false);
  until(2 * minute);
  expect(isDue(stretch, now)).toBe(true);
  now += REST_MS;
  until(DUE_MS - minute);
  expect(isDue(stretch, now)).toBe(false);
});
