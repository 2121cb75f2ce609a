/**
 * Decides what to do after a socket closed. Reconnecting and stopping are strictly separate, so that no loop can form.
 */
export type AfterClose =
  { do: 'retry'; afterMs: number } | { do: 'stop'; why: 'signed_out' | 'replaced' | 'broken' } | { do: 'reload' };

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const DRAIN_SPREAD_MS = 10_000;

/** Exponential backoff with full jitter: a random time below a bound that doubles with each failure. */
export function backoff(failures: number, random: () => number = Math.random): number {
  return random() * Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
}

/** Decides by the close code, and by the server's `bye` before it. */
export function afterClose(
  code: number,
  failures: number,
  retryMs: number | undefined,
  random: () => number = Math.random,
): AfterClose {
  switch (code) {
    case 4400:
      return { do: 'stop', why: 'broken' };
    case 4403:
      return { do: 'stop', why: 'signed_out' };
    case 4409:
      return { do: 'stop', why: 'replaced' };
    case 4505:
      return { do: 'reload' };
    // The screen is locked: the request for the next ticket waits until it is unlocked.
    case 4423:
      return { do: 'retry', afterMs: 0 };
    case 4401:
    case 4430:
      return { do: 'retry', afterMs: failures === 0 ? 0 : backoff(failures, random) };
    case 1001:
    case 4503:
      return { do: 'retry', afterMs: (retryMs ?? 0) + random() * DRAIN_SPREAD_MS };
    case 4429:
      return { do: 'retry', afterMs: Math.max(retryMs ?? 0, backoff(failures + 2, random)) };
    default:
      return { do: 'retry', afterMs: Math.max(retryMs ?? 0, backoff(failures, random)) };
  }
}
