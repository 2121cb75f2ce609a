const MINUTE = 60_000;
/** After so long of holding rooms a break is due (safety 46). */
export const DUE_MS = 90 * MINUTE;
/** So long without holding one is a break. */
export const BREAK_MS = 10 * MINUTE;
/** Whoever goes on is asked again after this. */
export const SNOOZE_MS = 30 * MINUTE;

/** How long somebody has been holding rooms, over all of them. */
export interface HostingStretch {
  startedAt: number;
  lastAt: number;
  /** Not before this is a break asked for again. */
  snoozedUntil: number;
}

/** The stretch after a look at `now`, at which a room is held. */
export function extendStretch(before: HostingStretch | null, now: number): HostingStretch {
  const isNew = before === null || now - before.lastAt >= BREAK_MS || now < before.lastAt;
  return isNew ? { startedAt: now, lastAt: now, snoozedUntil: 0 } : { ...before, lastAt: now };
}

export function isBreakDue(stretch: HostingStretch | null, now: number): boolean {
  return stretch !== null && now - stretch.startedAt >= DUE_MS && now >= stretch.snoozedUntil;
}
