import { addDays, dayOf, longDay, minutesOf, shortDay, weekdayOf } from '../../../../kit/time';
import type { Date_, Id, SessionBrief, StudioView } from '../../../../kit/api/types';
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

/**
 * The opening hours of a studio on a date: an exception, a public holiday or a chosen make-up day overrides the rules of
 * its weekday. Hours past midnight end at midnight here and go on in the column of the next day.
 */
export function openOn(studio: StudioView, date: Date_): Span[] {
  const spills = rulesOn(studio, addDays(date, -1)).filter((rule) => rule.to <= rule.from && rule.to > '00:00');
  const own = rulesOn(studio, date).map((rule) => ({
    from: minutesOf(rule.from),
    to: rule.to <= rule.from ? DAY : minutesOf(rule.to) || DAY,
  }));
  return [...spills.map((rule) => ({ from: 0, to: minutesOf(rule.to) })), ...own];
}

function rulesOn(studio: StudioView, date: Date_): { from: string; to: string }[] {
  const exceptions = studio.exceptions.filter((entry) => entry.date === date);
  if (exceptions.some((entry) => entry.is_closed)) return [];
  const open = exceptions.flatMap(({ from, to }) => (from && to ? [{ from, to }] : []));
  if (open.length > 0) return open;
  const day = studio.calendar_days.find((entry) => entry.date === date);
  if (day?.kind === 'off' && studio.closes_on_public_days) return [];
  const weekday = day?.weekday ?? weekdayOf(date);
  const later = studio.later_hours.filter((set) => set.valid_from <= date).at(-1);
  return (later?.rules ?? studio.opening_rules).filter((rule) => rule.weekday === weekday);
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

/** A column for each room of a studio on one day, and one for what is online, if anything is. */
export function roomColumns(
  date: Date_,
  today: Date_,
  sessions: SessionBrief[],
  studio: StudioView,
  online: string,
): Column[] {
  const here = sessions.filter((session) => session.local_date === date && isActive(session));
  const used = new Set(here.map((session) => session.room_id));
  const rooms = studio.rooms.filter((room) => room.is_active || used.has(room.id));
  const shown = rooms.map(({ id, name }) => ({ id, name, open: openOn(studio, date) as Span[] | null }));
  const onlineId = studio.online_room_id;
  if (onlineId && used.has(onlineId)) shown.push({ id: onlineId, name: online, open: null });
  return shown.map((room) => ({
    key: room.id,
    label: room.name,
    head: room.name,
    date,
    room: room.id,
    isToday: date === today,
    open: room.open,
    cells: here.filter((session) => session.room_id === room.id).map(cellOf),
  }));
}
