import { dayOf, longDay, minutesOf, shortDay, weekdayOf } from '../../../../kit/time';
import type { Date_, Id, Room, SessionBrief, StudioView } from '../../../../kit/api/types';
import { DAY, spanOf, type Block, type Span } from './layout';

/** A session as the grid needs it. */
export interface Cell extends Block {
  session: SessionBrief;
}

/** One column of the grid: a day, or a room on a day. */
export interface Column {
  key: string;
  /** The full name, for screen readers. */
  label: string;
  /** The visible heading. */
  head: string;
  date: Date_;
  room: Id | null;
  isToday: boolean;
  /** The opening hours; null when they are not known. */
  open: Span[] | null;
  cells: Cell[];
}

export function cellOf(session: SessionBrief): Cell {
  return { id: session.id, session, ...spanOf(minutesOf(session.local_start), minutesOf(session.local_end)) };
}

/** The opening hours of a studio on a date: an exception for the date overrides the rules of its weekday. */
export function openOn(studio: StudioView, date: Date_): Span[] {
  const exceptions = studio.exceptions.filter((entry) => entry.date === date);
  if (exceptions.some((entry) => entry.is_closed)) return [];
  const rules =
    exceptions.length > 0 ? exceptions : studio.opening_rules.filter((rule) => rule.weekday === weekdayOf(date));
  return rules.flatMap((rule) =>
    rule.from && rule.to ? [{ from: minutesOf(rule.from), to: minutesOf(rule.to) || DAY }] : [],
  );
}

/** Whether a session still occupies its room. */
export function isActive(session: SessionBrief): boolean {
  return session.state !== 'cancelled' && session.state !== 'skipped';
}

export function dayColumns(
  dates: Date_[],
  today: Date_,
  sessions: SessionBrief[],
  studio: StudioView | null,
): Column[] {
  return dates.map((date) => ({
    key: date,
    label: dayOf(date, longDay),
    head: dayOf(date, shortDay),
    date,
    room: null,
    isToday: date === today,
    open: studio ? openOn(studio, date) : null,
    cells: sessions.filter((session) => session.local_date === date && isActive(session)).map(cellOf),
  }));
}

/** A column for each room of a studio on one day. */
export function roomColumns(date: Date_, today: Date_, sessions: SessionBrief[], studio: StudioView): Column[] {
  const here = sessions.filter((session) => session.local_date === date && isActive(session));
  const used = new Set(here.map((session) => session.room_id));
  const shown: Room[] = studio.rooms.filter((room) => room.is_active || used.has(room.id));
  return shown.map((room) => ({
    key: room.id,
    label: room.name,
    head: room.name,
    date,
    room: room.id,
    isToday: date === today,
    open: openOn(studio, date),
    cells: here.filter((session) => session.room_id === room.id).map(cellOf),
  }));
}
