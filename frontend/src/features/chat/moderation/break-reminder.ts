const MINUTE = 60_000;
/** A break is due after hosting for this long (safety 46). */
export const DUE_MS = 90 * MINUTE;
/** This long without hosting counts as a break. */
export const BREAK_MS = 10 * MINUTE;
/** The time after which somebody who continues is reminded again. */
export const SNOOZE_MS = 30 * MINUTE;

/** How long somebody has been hosting, over all rooms. */
export interface HostingStretch {
  startedAt: number;
  lastAt: number;
  /** The time before which there is no other reminder. */
  snoozedUntil: number;
}

/** The stretch of hosting after a check at `now`, when the person hosts a room. */
export function extendStretch(before: HostingStretch | null, now: number): HostingStretch {
  const isNew = before === null || now - before.lastAt >= BREAK_MS || now < before.lastAt;
  return isNew ? { startedAt: now, lastAt: now, snoozedUntil: 0 } : { ...before, lastAt: now };
}

export function isBreakDue(stretch: HostingStretch | null, now: number): boolean {
  return stretch !== null && now - stretch.startedAt >= DUE_MS && now >= stretch.snoozedUntil;
}
