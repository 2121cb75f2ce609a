import { AWAKE_UNTIL, login } from '../../kit/login.svelte';
import { store } from '../../kit/store';
import { hear, tell } from '../../kit/tab-channel';

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const TELL_EVERY_MS = 10_000;
/** How long before the lock it is said. */
const WARN_MS = 30_000;

/** Watches for idleness (safety 55): without a sign of life for so long, the screen is locked. Any tab counts. */
class Idle {
  /** Seconds until the lock, in the last half minute. */
  left = $state<number | null>(null);
  #last = 0;
  #told = 0;
  #limit = Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #run: () => void = () => undefined;

  constructor() {
    hear('active', () => this.#alive());
  }

  start(afterMs: number, run: () => void): void {
    this.stop();
    this.#limit = afterMs;
    this.#run = run;
    this.#told = 0;
    this.notice();
    for (const sign of SIGNS) addEventListener(sign, this.notice, { capture: true, passive: true });
    document.addEventListener('visibilitychange', this.#look);
    this.#timer = setInterval(this.#look, 1_000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.left = null;
    document.removeEventListener('visibilitychange', this.#look);
    for (const sign of SIGNS) removeEventListener(sign, this.notice, { capture: true });
  }

  notice = (event?: Event): void => {
    // A key or tap after a long sleep must not count before the clock was looked at.
    if (event && Date.now() - this.#last >= this.#limit) return this.#run();
    this.#alive();
    if (this.#last - this.#told > TELL_EVERY_MS) {
      this.#told = this.#last;
      tell('active');
      // A page that is opened later, perhaps without a network, goes on only before that.
      if (login.state === 'in') void store.put(AWAKE_UNTIL, this.#last + this.#limit);
    }
  };

  #alive(): void {
    this.#last = Date.now();
    this.left = null;
  }

  #look = (): void => {
    const left = this.#limit - (Date.now() - this.#last);
    if (left <= 0) this.#run();
    else this.left = left <= WARN_MS ? Math.ceil(left / 1_000) : null;
  };
}

export const idle = new Idle();
