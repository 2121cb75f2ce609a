import { UNLOCKED_UNTIL, login } from '../../kit/login.svelte';
import { store } from '../../kit/store';
import { onTabMessage, postToTabs } from '../../kit/tab-channel';

const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const POST_EVERY_MS = 10_000;
/** How long before the lock the warning appears. */
const WARN_MS = 30_000;

/** Locks the screen after a time without activity in any tab (safety 55). */
class IdleTimer {
  /** Seconds until the lock, during the last half minute. */
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
    // After the device slept, the time is checked before a key or tap counts as activity.
    if (event && Date.now() - this.#lastActivity >= this.#limit) return this.#onIdle();
    this.#reset();
    if (this.#lastActivity - this.#lastPosted > POST_EVERY_MS) {
      this.#lastPosted = this.#lastActivity;
      postToTabs('active');
      // A page that is opened later, perhaps offline, starts only before this time.
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
