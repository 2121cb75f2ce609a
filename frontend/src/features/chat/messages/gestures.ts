import type { Attachment } from 'svelte/attachments';

/** Pointer and keyboard actions for the messages of a log, with one set of listeners for all of them. */
export interface GestureHandlers {
  /** Opens the menu of a message beside this element. */
  choices(m: string, anchor: HTMLElement): void;
  react(m: string, reaction: string): void;
  quoted(m: string): void;
}

const LONG_PRESS_MS = 450;
const MOVE_TOLERANCE_PX = 10;

/**
 * Handles clicks, long presses and keys. The menu of a long press opens when the finger lifts, because lifting would
 * close it again. Arrows move between messages and Enter opens the menu, so that a log of any length is one stop for
 * Tab.
 */
export function messageGestures(handlers: GestureHandlers): Attachment<HTMLElement> {
  return (log) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from: { x: number; y: number } | null = null;
    let held: HTMLElement | null = null;
    const rowOf = (target: EventTarget | null) =>
      target instanceof Element ? target.closest<HTMLElement>('[data-m]') : null;
    const hasChoices = (row: HTMLElement) => row.querySelector('.more') !== null;

    const click = (event: MouseEvent) => {
      const row = rowOf(event.target);
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (!row?.dataset.m || !button) return;
      if (button.dataset.react) handlers.react(row.dataset.m, button.dataset.react);
      else if (button.dataset.quoted) handlers.quoted(button.dataset.quoted);
      else if (button.classList.contains('more')) handlers.choices(row.dataset.m, button);
    };

    const keydown = (event: KeyboardEvent) => {
      const isLog = event.target === log;
      const here = rowOf(event.target);
      if (!isLog && event.target !== here) return;
      if (here?.dataset.m && event.key === 'Enter' && hasChoices(here)) {
        event.preventDefault();
        handlers.choices(here.dataset.m, here);
      }
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      const rows = [...log.querySelectorAll<HTMLElement>('[data-m]')];
      const step = event.key === 'ArrowUp' ? -1 : 1;
      const next = here
        ? rows[rows.indexOf(here) + step]
        : rows.findLast((row) => row.offsetTop < log.scrollTop + log.clientHeight);
      next?.focus();
    };

    const release = () => {
      clearTimeout(timer);
      held?.classList.remove('held');
      held = null;
    };
    const up = () => {
      const row = held;
      release();
      // Waits until the browser has handled the touch.
      if (row?.dataset.m) setTimeout(() => handlers.choices(row.dataset.m ?? '', row));
    };
    const hold = (row: HTMLElement) => {
      held = row;
      row.classList.add('held');
      navigator.vibrate?.(10);
    };
    const down = (event: PointerEvent) => {
      release();
      const row = rowOf(event.target);
      if (event.pointerType !== 'touch' || !row?.dataset.m || !hasChoices(row)) return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => hold(row), LONG_PRESS_MS);
    };
    const move = (event: PointerEvent) => {
      if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > MOVE_TOLERANCE_PX) release();
    };
    // A long press opens this menu; a right click opens the browser's own.
    const contextmenu = (event: MouseEvent) => {
      if ((event as PointerEvent).pointerType === 'touch' && rowOf(event.target)) event.preventDefault();
    };

    const all = {
      click,
      keydown,
      contextmenu,
      pointerdown: down,
      pointermove: move,
      pointerup: up,
      // The browser cancels the pointer when it scrolls, or when it opens a menu of its own after a long press.
      pointercancel: up,
    };
    const entries = Object.entries(all) as [string, EventListener][];
    for (const [name, run] of entries) log.addEventListener(name, run);
    return () => {
      release();
      for (const [name, run] of entries) log.removeEventListener(name, run);
    };
  };
}
