import { hear, tell } from './tabs';

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 10_000;

let last = 0;
let told = 0;
let timer: ReturnType<typeof setInterval> | undefined;
let limit = Infinity;
let onIdle: () => void = () => undefined;
let onLife: (until: number) => void = () => undefined;

function look(): void {
  if (Date.now() - last >= limit) onIdle();
}

function notice(event?: Event): void {
  // A key or tap after a long sleep must not count before the clock was looked at.
  if (timer !== undefined && event && Date.now() - last >= limit) {
    onIdle();
    return;
  }
  last = Date.now();
  if (last - told > TELL_EVERY_MS) {
    told = last;
    tell('active');
    onLife(last + limit);
  }
}

hear('active', () => (last = Date.now()));

/**
 * Watches for idleness (safety 55): without a sign of life for so long, `run` is called. Any tab counts. `alive` hears
 * from time to time until when the last sign of life reaches.
 */
export function watchIdle(afterMs: number, run: () => void, alive: (until: number) => void): void {
  stopIdle();
  limit = afterMs;
  onIdle = run;
  onLife = alive;
  last = Date.now();
  onLife(last + limit);
  for (const sign of SIGNS) addEventListener(sign, notice, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);
  timer = setInterval(look, LOOK_EVERY_MS);
}

export function stopIdle(): void {
  clearInterval(timer);
  timer = undefined;
  document.removeEventListener('visibilitychange', look);
  for (const sign of SIGNS) removeEventListener(sign, notice, { capture: true });
}
