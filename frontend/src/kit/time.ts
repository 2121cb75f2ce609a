import { language } from './i18n/i18n.svelte';

/**
 * Formats dates and times. Instants are milliseconds UTC and are shown in a named time zone; local dates are
 * `YYYY-MM-DD`.
 */

const DAY_MS = 86_400_000;
const made = new Map<string, Intl.DateTimeFormat>();

let ofDevice: string | undefined;

/**
 * The time zone of the device, used without a studio. It is cached, because a long history needs it thousands of times.
 */
export function deviceZone(): string {
  return (ofDevice ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
}

function format(options: Intl.DateTimeFormatOptions, zone: string, tag = language.tag): Intl.DateTimeFormat {
  const key = `${tag} ${zone} ${JSON.stringify(options)}`;
  let found = made.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
    made.set(key, found);
  }
  return found;
}

/** 18:30 */
export function clockTime(at: number, zone = deviceZone()): string {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at);
}

/** Tuesday 24 November */
export function longDay(at: number, zone = deviceZone()): string {
  return format({ weekday: 'long', day: 'numeric', month: 'long' }, zone).format(at);
}

/** Tue 24 Nov */
export function shortDay(at: number, zone = deviceZone()): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short' }, zone).format(at);
}

/** 24 November 2026 */
export function fullDate(at: number, zone = deviceZone()): string {
  return format({ day: 'numeric', month: 'long', year: 'numeric' }, zone).format(at);
}

/** 24 Nov 2026, 18:30 */
export function dateTime(at: number, zone = deviceZone()): string {
  return format(
    { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    zone,
  ).format(at);
}

/** The local date of an instant: `2026-11-24`. */
export function localDate(at: number, zone = deviceZone()): string {
  return format({ year: 'numeric', month: '2-digit', day: '2-digit' }, zone, 'en-CA').format(at);
}

/**
 * Today, yesterday, tomorrow, or else the short date; with `isInside`, without a capital for the middle of a sentence.
 */
export function relativeDay(at: number, now: number, zone = deviceZone(), isInside = false): string {
  const days = daysBetween(localDate(now, zone), localDate(at, zone));
  if (Math.abs(days) > 1) return shortDay(at, zone);
  const text = new Intl.RelativeTimeFormat(language.tag, { numeric: 'auto' }).format(days, 'day');
  return isInside ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Noon UTC of a local date, to format a date without a time in the zone 'UTC'. */
export function dateAtNoon(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}

/** Formats a local date with a formatter of this module: `dayOf('2026-11-24', longDay)`. */
export function dayOf(date: string, by: (at: number, zone: string) => string): string {
  return by(dateAtNoon(date), 'UTC');
}

/** Adds whole days to a local date. */
export function addDays(date: string, days: number): string {
  return new Date(dateAtNoon(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one local date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dateAtNoon(to) - dateAtNoon(from)) / DAY_MS);
}

/** ISO weekday, Monday 1 to Sunday 7. */
export function weekdayOf(date: string): number {
  return new Date(dateAtNoon(date)).getUTCDay() || 7;
}

/** The Monday of the week. */
export function weekStart(date: string): string {
  return addDays(date, 1 - weekdayOf(date));
}

/** The name of an ISO weekday. */
export function weekdayName(weekday: number, width: 'long' | 'short' | 'narrow' = 'short'): string {
  return format({ weekday: width }, 'UTC').format(Date.UTC(2024, 0, weekday, 12));
}

/** Minutes since midnight of `HH:MM`; 24:00 is 1440. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** `HH:MM` of minutes since midnight. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
