import { api, isProblem } from '../../kit';
import { pause } from '../../kit/api/client';
import type { SignedIn } from '../../kit/api/types';
import { AWAKE_UNTIL, login } from '../../kit/login.svelte';
import { PREFIX as UNSENT } from '../../kit/outbox.svelte';
import { store } from '../../kit/store';
import { hear, tell } from '../../kit/tab-channel';
import { idle } from './idle-timer.svelte';

const AGAIN_MS = 5_000;

/** The lock of the screen (safety 55): on a shared computer it signs out, elsewhere it covers and locks. */
export function lock(): void {
  idle.stop();
  if (login.me?.is_shared_computer) return void login.signOut('idle');
  if (login.isLocked || login.state !== 'in') return;
  login.cover();
  tell('locked');
  void forget();
  void report();
}

/** Of what the device keeps, only what was not sent yet stays, sealed (safety 54). */
async function forget(): Promise<void> {
  await store.keep(UNSENT);
  // A page that is opened meanwhile locks itself.
  await store.put(AWAKE_UNTIL, 0);
}

/** The server hears of it when it can. */
async function report(): Promise<void> {
  while (login.isLocked) {
    try {
      return await api.post<void>('/lock', {}, { isPublic: true });
    } catch (error) {
      if (isProblem(error) && !error.isPassing) return login.lost();
      await pause(AGAIN_MS);
    }
  }
}

export type Key = { pin: string } | { passphrase: string; next_pin?: string };

export async function unlock(key: Key): Promise<void> {
  try {
    await login.uncover(await api.post<SignedIn>('/unlock', key, { isPublic: true }));
    tell('unlocked');
  } catch (error) {
    if (isProblem(error, 'login_ended')) return login.lost();
    throw error;
  }
}

function start(): void {
  if (login.me) idle.start(login.me.idle_lock_ms, lock);
}

/** Locks after idleness and with the other tabs, for as long as the page lives. */
export function startScreenLock(): void {
  login.follow(start, () => idle.stop());
  login.onUncover(start);
  hear('locked', () => {
    idle.stop();
    login.cover();
  });
  hear('unlocked', () => void login.renewLocked());
}
