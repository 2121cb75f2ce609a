import type { Cell } from './columns';
import type { SessionMover } from './session-mover.svelte';

/**
 * Dragging with a pointer. A mouse drags after a few pixels, a finger after a long press, so that scrolling stays
 * possible.
 */

const PRESS_MS = 400;
const STILL_PX = 8;
const MOUSE_PX = 5;

interface DragStart {
  event: PointerEvent;
  cell: Cell;
  column: number;
  /** The body of each column, to measure it. */
  grid: HTMLElement;
}

function bodies(grid: HTMLElement): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>('[data-column]')];
}

/** Which column a point is over, and how far down the hours. */
function under(grid: HTMLElement, x: number, y: number): { column: number; share: number } {
  const boxes = bodies(grid).map((body) => body.getBoundingClientRect());
  const column = boxes.findIndex((box) => x < box.right);
  const box = boxes[column === -1 ? boxes.length - 1 : column];
  return {
    column: column === -1 ? boxes.length - 1 : column,
    share: box ? (y - box.top) / box.height : 0,
  };
}

/** Starts with a press on a session. Calls `onDragged` when the press became a drag, so that its click is ignored. */
export function startDrag(mover: SessionMover, { event, cell, column, grid }: DragStart, onDragged: () => void): void {
  if (event.button !== 0 || mover.lifted) return;
  const start = { x: event.clientX, y: event.clientY };
  const isMouse = event.pointerType === 'mouse';
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const grip = ((start.y - box.top) / box.height) * (cell.to - cell.from);
  const listeners = new AbortController();
  let isHeld = false;

  const hold = () => {
    isHeld = mover.lift(cell, column, grip);
    if (isHeld) onDragged();
    else stop();
  };
  const timer = isMouse ? undefined : setTimeout(hold, PRESS_MS);
  const stop = () => {
    clearTimeout(timer);
    listeners.abort();
  };
  const on = <K extends keyof WindowEventMap>(name: K, run: (event: WindowEventMap[K]) => void) =>
    window.addEventListener(name, run, { signal: listeners.signal });

  on('pointermove', (move) => {
    const away = Math.hypot(move.clientX - start.x, move.clientY - start.y);
    if (!isHeld && isMouse && away > MOUSE_PX) hold();
    if (!isHeld && !isMouse && away > STILL_PX) stop();
    if (isHeld) mover.point(under(grid, move.clientX, move.clientY));
  });
  on('pointerup', () => {
    stop();
    if (isHeld) void mover.drop();
  });
  on('pointercancel', () => {
    stop();
    if (isHeld) mover.cancel();
  });
  on('keydown', (key) => {
    if (key.key !== 'Escape' || !isHeld) return;
    stop();
    mover.cancel();
  });
}

/** Stops the page from scrolling while a finger drags a session. */
export function preventScrollWhileDragging(mover: SessionMover): (element: HTMLElement) => () => void {
  return (element) => {
    const still = (event: Event) => {
      if (mover.lifted?.grip !== null && mover.lifted) event.preventDefault();
    };
    element.addEventListener('touchmove', still, { passive: false });
    element.addEventListener('contextmenu', still);
    return () => {
      element.removeEventListener('touchmove', still);
      element.removeEventListener('contextmenu', still);
    };
  };
}
