/** Parses and formats typed dates and times in one format, independent of the browser. */

export type DateTimeKind = 'date' | 'time' | 'month' | 'datetime';

/** The format of a value, shown as a placeholder. */
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
  // Some browsers turn 30 February into 2 March, others into an invalid date.
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

/** Parses the typed text into the format of the browser's own fields; null if it is invalid. */
export function parseDateTime(kind: DateTimeKind, text: string): string | null {
  return readers[kind](text.normalize('NFKC').trim());
}

/** Formats a value as it is shown. */
export function formatDateTime(kind: DateTimeKind, value: string): string {
  return kind === 'datetime' ? value.replace('T', ' ') : value;
}
