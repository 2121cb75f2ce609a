import { api, language, msg, time } from '../../../kit';
import type { CalendarDays } from '../../../kit/api/types';

type Day = CalendarDays['days'][number];

/** The public holidays and make-up days of a range of dates, as marks for the calendar. */
export class DayMarks {
  #days = $state.raw<Day[]>([]);
  #years = $state.raw<CalendarDays['notices']>([]);
  #turn = 0;

  /** Loads the days of a range, both ends included. The calendar works without them, so a failure shows nothing. */
  async load(from: string, to: string): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const found = await api.get<CalendarDays>('/calendar-days', { from, to });
      if (turn === this.#turn) [this.#days, this.#years] = [found.days, found.notices];
    } catch {
      if (turn === this.#turn) [this.#days, this.#years] = [[], []];
    }
  }

  /** The special days in their order; a date that is special in several regions comes once. */
  get days(): Day[] {
    const sorted = [...this.#days].sort((a, b) => (a.date < b.date ? -1 : 1));
    return sorted.filter((day, index) => sorted[index - 1]?.date !== day.date);
  }

  of(date: string): Day | undefined {
    return this.#days.find((day) => day.date === date);
  }

  /** The sign of a date: off, or work. */
  signOf(date: string): string {
    const kind = this.of(date)?.kind;
    return kind === 'off' || kind === 'make_up_work' ? msg.calendarDays.marks[kind] : '';
  }

  /** The name of a special date, or a remark that its year is not announced yet; empty for others. */
  nameOf(date: string): string {
    const day = this.of(date);
    if (day) return language.of(day.name);
    return this.isProvisional(date) ? msg.calendarDays.provisionalDay : '';
  }

  /** Whether the year of a date is not announced yet, although earlier ones of its region are. */
  isProvisional(date: string): boolean {
    const year = Number(date.slice(0, 4));
    return this.#years.length > 0 && this.#years.every((notice) => notice.year < year);
  }

  /** The line of a special day. */
  lineOf(day: Day): string {
    return msg.calendarDays.dayOf(time.dayOf(day.date, time.shortDay), language.of(day.name));
  }
}
