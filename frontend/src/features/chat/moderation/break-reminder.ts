const MINUTE = 60_000;
/** After so long of holding rooms a break is due (safety 46). */
export const DUE_MS = 90 * MINUTE;
/** So long without holding one is a break. */
export const REST_MS = 10 * MINUTE;
/** Whoever goes on is asked again after this. */
export const AGAIN_MS = 30 * MINUTE;

/** How long somebody has been holding rooms, over all of them. */
export interface Stretch {
  began: number;
  last: number;
  /** Not before this is a break asked for again. */
  quietUntil: number;
}

/** The stretch after a look at `now`, at which a room is held. */
export function held(before: Stretch | null, now: number): Stretch {
  const isNew = before === null || now - before.last >= REST_MS || now < before.last;
  return isNew ? { began: now, last: now, quietUntil: 0 } : { ...before, last: now };
}

export function isDue(stretch: Stretch | null, now: number): boolean {
  return stretch !== null && now - stretch.began >= DUE_MS && now >= stretch.quietUntil;
}
