import { addDays, weekStart } from '../../../kit/time';

/** The dates of a month's grid: the whole weeks from Monday that the month touches. */
export function monthWeeks(date: string): string[][] {
  const month = date.slice(0, 7);
  const weeks: string[][] = [];
  for (let monday = weekStart(`${month}-01`); monday.slice(0, 7) <= month; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(monday, index)));
  }
  return weeks;
}

/** The first day of the month that is this many months away. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  const at = new Date(Date.UTC(year, month - 1 + months, 1, 12));
  return at.toISOString().slice(0, 10);
}
