import { login } from './login.svelte';
import { store } from './store';

/** Quick exit (safety 53): replaces the view first, then ends the login, then replaces the history entry. */

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
  // The neutral page is a static file and may come from the service worker, so clearing must not delay it.
  void store.drop();
  location.replace(NEUTRAL_PAGE);
}

/** Whether Back led here after a quick exit; then the neutral page is shown again. */
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

/** Listens for three presses of Escape, except while an input method is composing. */
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
  // A page from the back-forward cache must not show an ended login.
  addEventListener('pageshow', (event) => {
    if (event.persisted && !redirectAfterExit(true)) location.reload();
  });
}
