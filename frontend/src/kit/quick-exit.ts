import { login } from './login.svelte';
import { store } from './store';

/** Leaving in a hurry (safety 53): the view goes first, then the login, then the history entry. */

const EXITED = 'left';
const NEUTRAL_PAGE = '/away.html';
const WITHIN_MS = 1500;
const PRESSES = 3;

export function quickExit(): void {
  document.body.replaceChildren();
  sessionStorage.setItem(EXITED, '1');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (login.token) headers.authorization = `Bearer ${login.token}`;
  void fetch('/api/v1/sign-out', { method: 'POST', keepalive: true, headers, body: '{}' }).catch(() => undefined);
  // The neutral page is a file of this site and may come from the service worker; forgetting must not delay it.
  void store.drop();
  location.replace(NEUTRAL_PAGE);
}

/** True when the Back button led here after a quick exit: the neutral page is shown again instead. */
export function redirectAfterExit(isPersisted = false): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (sessionStorage.getItem(EXITED) && (isPersisted || entry?.type === 'back_forward')) {
    location.replace(NEUTRAL_PAGE);
    return true;
  }
  sessionStorage.removeItem(EXITED);
  return false;
}

/** Counts presses of Escape: true on the third within a second and a half. */
export function escapeCounter(): (at: number) => boolean {
  let presses: number[] = [];
  return (at) => {
    presses = [...presses.filter((press) => at - press <= WITHIN_MS), at];
    return presses.length >= PRESSES;
  };
}

/** Listens for Escape three times, not while an input method is composing (there Escape belongs to it). */
export function listenForEscape(): void {
  const press = escapeCounter();
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229 || event.repeat) return;
      if (press(event.timeStamp)) quickExit();
    },
    { capture: true },
  );
  // A page that the browser kept in memory shows nothing of an ended login.
  addEventListener('pageshow', (event) => {
    if (event.persisted && !redirectAfterExit(true)) location.reload();
  });
}
