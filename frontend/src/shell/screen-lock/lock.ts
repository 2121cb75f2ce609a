import { api, isProblem } from '../../kit';
import { delay } from '../../kit/api/client';
import type { SignedIn } from '../../kit/api/types';
import { UNLOCKED_UNTIL, login } from '../../kit/login.svelte';
import { OUTBOX_PREFIX as UNSENT } from '../../kit/outbox.svelte';
import { store } from '../../kit/store';
import { onTabMessage, postToTabs } from '../../kit/tab-channel';
import { idleTimer } from './idle-timer.svelte';

const RETRY_MS = 5_000;

/** Locks the screen (safety 55). A shared computer is signed out; other devices are covered and locked. */
export function lock(): void {
  idleTimer.stop();
  if (login.me?.is_shared_computer) return void login.signOut('idle');
  if (login.isLocked || login.state !== 'in') return;
  login.lock();
  postToTabs('locked');
  void clearStore();
  void reportLock();
}

/** Keeps only unsent entries on the device, sealed (safety 54). */
async function clearStore(): Promise<void> {
  await store.retainOnly(UNSENT);
  // A page that is opened meanwhile locks itself.
  await store.put(UNLOCKED_UNTIL, 0);
}

/** Tells the server when it can be reached. */
async function reportLock(): Promise<void> {
  while (login.isLocked) {
    try {
      return await api.post<void>('/lock', {}, { isPublic: true });
    } catch (error) {
      if (isProblem(error) && !error.isTransient) return login.handleEnded();
      await delay(RETRY_MS);
    }
  }
}

export type UnlockKey = { pin: string } | { passphrase: string; next_pin?: string };

export async function unlock(key: UnlockKey): Promise<void> {
  try {
    await login.unlock(await api.post<SignedIn>('/unlock', key, { isPublic: true }));
    postToTabs('unlocked');
  } catch (error) {
    if (isProblem(error, 'login_ended')) return login.handleEnded();
    throw error;
  }
}

function start(): void {
  if (login.me) idleTimer.start(login.me.idle_lock_ms, lock);
}

/** Locks after inactivity and together with other tabs, for the lifetime of the page. */
export function startScreenLock(): void {
  login.subscribe(start, () => idleTimer.stop());
  login.onUnlock(start);
  onTabMessage('locked', () => {
    idleTimer.stop();
    login.lock();
  });
  onTabMessage('unlocked', () => void login.unlockFromOtherTab());
}
