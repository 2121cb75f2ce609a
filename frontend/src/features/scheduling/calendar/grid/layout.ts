/** The layout of the grid: pure functions over minutes since midnight. */

/** A half-open interval of a day, in minutes since midnight. */
export interface Span {
  from: number;
  to: number;
}

export interface Block extends Span {
  id: string;
}

export interface Placed<T extends Block> {
  item: T;
  lane: number;
  /** The number of lanes that the group of overlapping blocks needs. */
  lanes: number;
}

export const DAY = 1440;
const HOUR = 60;
const USUAL: Span = { from: 9 * HOUR, to: 21 * HOUR };

/** Places overlapping blocks side by side, ordered by start, then the longer first, then by id. */
export function assignLanes<T extends Block>(blocks: readonly T[]): Placed<T>[] {
  const order = [...blocks].sort((a, b) => a.from - b.from || b.to - a.to || (a.id < b.id ? -1 : 1));
  const placed: Placed<T>[] = [];
  let group: Placed<T>[] = [];
  let ends: number[] = [];
  let reach = -Infinity;
  const close = () => {
    for (const entry of group) entry.lanes = ends.length;
    group = [];
    ends = [];
  };
  for (const item of order) {
    if (item.from >= reach) close();
    const free = ends.findIndex((end) => end <= item.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = item.to;
    const entry = { item, lane, lanes: 1 };
    group.push(entry);
    placed.push(entry);
    reach = Math.max(reach, item.to);
  }
  close();
  return placed;
}

/** The hours to show: all opening hours and all sessions, rounded to whole hours. */
export function shownHours(open: readonly Span[], blocks: readonly Span[]): Span {
  const all = [...(open.length > 0 ? open : [USUAL]), ...blocks];
  const from = Math.min(...all.map((span) => span.from));
  const to = Math.max(...all.map((span) => span.to));
  return {
    from: Math.max(0, Math.floor(from / HOUR) * HOUR),
    to: Math.min(DAY, Math.ceil(to / HOUR) * HOUR),
  };
}

/** The first hour from which a screen of hours contains as much of the sessions as possible. */
export function initialScrollMinute(shown: Span, visible: number, blocks: readonly Span[]): number {
  let best = { at: shown.from, count: -1 };
  for (let at = shown.from; at < shown.to; at += HOUR) {
    const count = blocks.filter((block) => block.from >= at && block.to <= at + visible).length;
    if (count > best.count) best = { at, count };
  }
  // The grid cannot scroll beyond its last screen.
  return Math.max(shown.from, Math.min(best.at, shown.to - visible));
}

/** The intervals of the shown hours that are closed. */
export function closedSpans(shown: Span, open: readonly Span[]): Span[] {
  const closed: Span[] = [];
  let at = shown.from;
  for (const span of [...open].sort((a, b) => a.from - b.from)) {
    if (span.from > at) closed.push({ from: at, to: Math.min(span.from, shown.to) });
    at = Math.max(at, span.to);
  }
  if (at < shown.to) closed.push({ from: at, to: shown.to });
  return closed.filter((span) => span.to > span.from);
}

/** The vertical position of a minute, in percent of the grid's height. */
export function percentFromTop(minute: number, shown: Span): number {
  return ((minute - shown.from) / (shown.to - shown.from)) * 100;
}

/** The full hours of the axis. */
export function hourMarks(shown: Span): number[] {
  const marks: number[] = [];
  for (let at = shown.from; at < shown.to; at += HOUR) marks.push(at);
  return marks;
}

/** The part of a day that an interval covers, when it may end after midnight. */
export function spanOf(start: number, end: number): Span {
  return { from: start, to: end > start ? end : DAY };
}
