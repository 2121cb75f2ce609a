import { MediaQuery } from 'svelte/reactivity';
import { router, time } from '../../../kit';
import { now } from '../../../kit/now.svelte';
import type { Id } from '../../../kit/api/types';
import { addMonths, monthWeeks } from './month';
import { directory } from '../../districts';

export type Period = 'day' | 'week' | 'month';

/** The view of the calendar. All of it is in the address, so that it can be shared as a link. */
export class CalendarView {
  readonly #wide = new MediaQuery('min-width: 900px', false);

  get isWide(): boolean {
    return this.#wide.current;
  }

  get period(): Period {
    const asked = router.query.get('view');
    return asked === 'day' || asked === 'month' ? asked : 'week';
  }

  get today(): string {
    return time.localDate(now.at, directory.zone);
  }

  get date(): string {
    const asked = router.query.get('date') ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : this.today;
  }

  get district(): Id | null {
    return router.query.get('district');
  }

  get studio(): Id | null {
    return router.query.get('studio');
  }

  get isMine(): boolean {
    return router.query.get('mine') === 'yes';
  }

  /** The visible days. */
  get dates(): string[] {
    if (this.period === 'month') return monthWeeks(this.date).flat();
    if (this.period === 'day' && this.isWide) return [this.date];
    const monday = time.weekStart(this.date);
    return Array.from({ length: 7 }, (_, index) => time.addDays(monday, index));
  }

  /** The address of the view, moved by this many days, weeks or months. */
  by(count: number): void {
    if (this.period === 'month') this.to(addMonths(this.date, count));
    else this.to(time.addDays(this.date, this.period === 'day' && this.isWide ? count : count * 7));
  }

  to(date: string): void {
    router.setQuery({ date: date === this.today ? null : date });
  }

  set(values: { period?: Period; district?: Id | null; studio?: Id | null; mine?: boolean }): void {
    const query: Record<string, string | null> = {};
    if (values.period) query.view = values.period === 'week' ? null : values.period;
    if (values.district !== undefined) query.district = values.district;
    if (values.studio !== undefined) query.studio = values.studio;
    if (values.mine !== undefined) query.mine = values.mine ? 'yes' : null;
    router.setQuery(query);
  }
}
