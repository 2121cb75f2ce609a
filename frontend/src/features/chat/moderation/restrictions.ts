import type { Moderated } from './types';

/** Whether the composer is shown. A host is only kept from writing by a lock of the room. */
export function mayWrite(rules: Moderated, isFacilitator: boolean, now: number): boolean {
  if (rules.is_locked) return false;
  return isFacilitator || (!rules.is_paused && !rules.is_read_only && (rules.muted_until ?? 0) <= now);
}

/** Seconds until the next message is allowed in slow mode. */
export function secondsLeft(rules: Moderated, now: number): number {
  return Math.max(0, Math.ceil(((rules.slow_until ?? 0) - now) / 1000));
}
