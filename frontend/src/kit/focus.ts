import { tick } from 'svelte';

/** Moves focus to the heading of the page (or to `main`), so that a screen reader starts there. */
export async function focusHeading(): Promise<void> {
  await tick();
  const target = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  if (!target) return;
  if (!target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
  target.focus({ preventScroll: true });
}
