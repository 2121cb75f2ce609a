import { time } from '../../../kit';

/** Rules by which a series repeats, as RFC 5545 writes them. */

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY';

export interface Rule {
  frequency: Frequency;
  interval: number;
  /** Such as `FR`, or `-1FR` in a month. */
  days: string[];
  monthDays: number[];
  positions: number[];
}

export function parseRule(text: string): Rule {
  const parts = new Map(text.split(';').map((part) => part.split('=', 2) as [string, string]));
  const list = (name: string) => (parts.get(name) ?? '').split(',').filter((value) => value !== '');
  return {
    frequency: (parts.get('FREQ') ?? 'WEEKLY') as Frequency,
    interval: Number(parts.get('INTERVAL') ?? 1),
    days: list('BYDAY'),
    monthDays: list('BYMONTHDAY').map(Number),
    positions: list('BYSETPOS').map(Number),
  };
}

export function formatRule(rule: Rule): string {
  const parts = [`FREQ=${rule.frequency}`];
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.days.length > 0) parts.push(`BYDAY=${rule.days.join(',')}`);
  if (rule.monthDays.length > 0) parts.push(`BYMONTHDAY=${rule.monthDays.join(',')}`);
  if (rule.positions.length > 0) parts.push(`BYSETPOS=${rule.positions.join(',')}`);
  return parts.join(';');
}

/** The day of the week of a date, as rules write it. */
export function weekdayOf(date: string): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[time.weekdayOf(date) - 1] ?? 'MO';
}

export function weekdayName(day: string): string {
  return time.weekdayName(WEEKDAYS.findIndex((one) => one === day.slice(-2)) + 1, 'long');
}
