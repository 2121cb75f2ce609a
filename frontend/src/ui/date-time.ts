/** Dates and times as they are typed: one form for everybody, whatever the browser would make of them. */

export type DateTimeKind = 'date' | 'time' | 'month' | 'datetime';

/** The form in which a value is shown, and asked for. */
export const PATTERN: Record<DateTimeKind, string> = {
  date: 'YYYY-MM-DD',
  time: 'HH:MM',
  month: 'YYYY-MM',
  datetime: 'YYYY-MM-DD HH:MM',
};

const two = (digits: string) => digits.padStart(2, '0');

function date(text: string): string | null {
  const found =
    /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!found) return null;
  const [, year = '', month = '', day = ''] = found;
  const value = `${year}-${two(month)}-${two(day)}`;
  const at = new Date(`${value}T00:00:00Z`);
  // The thirtieth of February is the second of March to some browsers, and nothing to others.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) ? value : null;
}

function time(text: string): string | null {
  const found = /^(\d{1,2})[:.](\d{2})$/.exec(text) ?? /^(\d{1,2})(\d{2})$/.exec(text);
  if (!found) return null;
  const [, hour = '', minute = ''] = found;
  return Number(hour) < 24 && Number(minute) < 60 ? `${two(hour)}:${minute}` : null;
}

function month(text: string): string | null {
  const found = /^(\d{4})[-/.年]?(\d{1,2})月?$/.exec(text);
  const [, year = '', number = ''] = found ?? [];
  return Number(number) >= 1 && Number(number) <= 12 ? `${year}-${two(number)}` : null;
}

function datetime(text: string): string | null {
  const parts = text.split(/\s+|T/);
  const [day, clock] = [date(parts[0] ?? ''), time(parts[1] ?? '')];
  return parts.length === 2 && day && clock ? `${day}T${clock}` : null;
}

const readers = { date, time, month, datetime };

/** The value that was typed, as the browser's own fields give it; null when it is none. */
export function parseDateTime(kind: DateTimeKind, text: string): string | null {
  return readers[kind](text.normalize('NFKC').trim());
}

/** A value in the form in which it is shown. */
export function formatDateTime(kind: DateTimeKind, value: string): string {
  return kind === 'datetime' ? value.replace('T', ' ') : value;
}
