import type { Span } from './layout';

/** Moving a session over the grid: pure steps that always stay inside the shown hours and columns. */

export const STEP = 15;

/** The place of a lifted session: its column, and the minute at which it starts. */
export interface Place {
  column: number;
  from: number;
}

export interface Field {
  /** The number of columns. */
  columns: number;
  shown: Span;
  /** Whether the session may move to that column. */
  mayEnter: (column: number) => boolean;
}

export type Direction = 'up' | 'down' | 'left' | 'right';

const directions: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

export function directionOf(key: string): Direction | undefined {
  return directions[key];
}

/** The nearest quarter of an hour at which a session of that length fits inside the shown hours. */
export function snap(from: number, length: number, shown: Span): number {
  const first = Math.ceil(shown.from / STEP) * STEP;
  const last = Math.max(first, Math.floor((shown.to - length) / STEP) * STEP);
  return Math.min(last, Math.max(first, Math.round(from / STEP) * STEP));
}

/** One step with an arrow key. A step outside the grid changes nothing. */
export function step(place: Place, length: number, to: Direction, field: Field): Place {
  if (to === 'up' || to === 'down') {
    // From a start between quarters, the first step goes to the next quarter in its direction.
    const next = to === 'up' ? Math.ceil(place.from / STEP - 1) * STEP : Math.floor(place.from / STEP + 1) * STEP;
    return { ...place, from: snap(next, length, field.shown) };
  }
  const column = place.column + (to === 'left' ? -1 : 1);
  if (column < 0 || column >= field.columns || !field.mayEnter(column)) return place;
  return { ...place, column };
}

/** The place under a pointer that holds the session `grip` minutes below its start. */
export function placeAt(
  pointer: { column: number; share: number },
  grip: number,
  length: number,
  field: Field,
  before: Place,
): Place {
  const column = Math.min(field.columns - 1, Math.max(0, pointer.column));
  const minute = field.shown.from + pointer.share * (field.shown.to - field.shown.from) - grip;
  return {
    column: field.mayEnter(column) ? column : before.column,
    from: snap(minute, length, field.shown),
  };
}

export function isSame(a: Place, b: Place): boolean {
  return a.column === b.column && a.from === b.from;
}
