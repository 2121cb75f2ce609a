import type { Attachment } from 'svelte/attachments';

/** What can be done with the messages of a log by hand: one set of listeners for all of them. */
export interface GestureHandlers {
  /** The choices for a message, beside this element. */
  choices(m: string, anchor: HTMLElement): void;
  react(m: string, reaction: string): void;
  quoted(m: string): void;
}

const LONG_PRESS_MS = 450;
const MOVE_TOLERANCE_PX = 10;

/** Clicks, long presses and keys. The choices of a long press come when the finger lifts: what opens under it would be closed by that. Arrows move between messages, Enter shows the choices: one stop for Tab, however long the log. */
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
      // After the browser is done with the finger.
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
    // A long press is ours; a right click stays the browser's.
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
      // The browser took the finger over: to scroll before it was held, for a menu of its own after that.
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
