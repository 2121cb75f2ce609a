import type { Moderated } from './types';

/** Whether the composer is there: who holds the room is kept from writing by its lock alone. */
export function mayWrite(rules: Moderated, isFacilitator: boolean, now: number): boolean {
  if (rules.is_locked) return false;
  return isFacilitator || (!rules.is_paused && !rules.is_read_only && (rules.muted_until ?? 0) <= now);
}

/** Whole seconds until the next message in a slow room. */
export function secondsLeft(rules: Moderated, now: number): number {
  return Math.max(0, Math.ceil(((rules.slow_until ?? 0) - now) / 1000));
}
