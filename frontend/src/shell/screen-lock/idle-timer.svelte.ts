import { UNLOCKED_UNTIL, login } from '../../kit/login.svelte';
import { store } from '../../kit/store';
import { onTabMessage, postToTabs } from '../../kit/tab-channel';

const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const POST_EVERY_MS = 10_000;
/** How long before the lock it is said. */
const WARN_MS = 30_000;

/** Watches for idleness (safety 55): without a sign of life for so long, the screen is locked. Any tab counts. */
class IdleTimer {
  /** Seconds until the lock, in the last half minute. */
  left = $state<number | null>(null);
  #lastActivity = 0;
  #lastPosted = 0;
  #limit = Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #onIdle: () => void = () => undefined;

  constructor() {
    onTabMessage('active', () => this.#reset());
  }

  start(afterMs: number, onIdle: () => void): void {
    this.stop();
    this.#limit = afterMs;
    this.#onIdle = onIdle;
    this.#lastPosted = 0;
    this.onActivity();
    for (const name of ACTIVITY_EVENTS) addEventListener(name, this.onActivity, { capture: true, passive: true });
    document.addEventListener('visibilitychange', this.#check);
    this.#timer = setInterval(this.#check, 1_000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.left = null;
    document.removeEventListener('visibilitychange', this.#check);
    for (const name of ACTIVITY_EVENTS) removeEventListener(name, this.onActivity, { capture: true });
  }

  onActivity = (event?: Event): void => {
    // A key or tap after a long sleep must not count before the clock was looked at.
    if (event && Date.now() - this.#lastActivity >= this.#limit) return this.#onIdle();
    this.#reset();
    if (this.#lastActivity - this.#lastPosted > POST_EVERY_MS) {
      this.#lastPosted = this.#lastActivity;
      postToTabs('active');
      // A page that is opened later, perhaps without a network, goes on only before that.
      if (login.state === 'in') void store.put(UNLOCKED_UNTIL, this.#lastActivity + this.#limit);
    }
  };

  #reset(): void {
    this.#lastActivity = Date.now();
    this.left = null;
  }

  #check = (): void => {
    const left = this.#limit - (Date.now() - this.#lastActivity);
    if (left <= 0) this.#onIdle();
    else this.left = left <= WARN_MS ? Math.ceil(left / 1_000) : null;
  };
}

export const idleTimer = new IdleTimer();
