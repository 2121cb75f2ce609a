import type { OffDays } from '../../../kit/api/types';
import { formatRule, parseRule, weekdayOf, type Frequency } from './rule';

/** How a plan repeats, as the fields hold it. */
export class RepeatDraft {
  frequency = $state<Frequency>('WEEKLY');
  interval = $state('1');
  /** Days of the week of a weekly rule; empty means that of the first date. */
  days = $state.raw<string[]>([]);
  monthlyBy = $state<'date' | 'weekday'>('date');
  nth = $state('1');
  /** The weekday of a monthly rule; null means that of the first date. */
  weekday = $state<string | null>(null);
  ends = $state<'until' | 'count'>('until');
  until = $state('');
  count = $state('8');
  offDays = $state<OffDays>('keep');
  /** A rule that the fields cannot show is kept as it is. */
  #kept: string | null = null;

  /** Starts with a rule that exists. */
  static of(text: string): RepeatDraft {
    const draft = new RepeatDraft();
    const rule = parseRule(text);
    draft.frequency = rule.frequency;
    draft.interval = String(rule.interval);
    if (rule.frequency === 'WEEKLY') draft.days = rule.days;
    const nth = /^(-?\d)([A-Z]{2})$/.exec(rule.days[0] ?? '');
    if (rule.frequency === 'MONTHLY' && rule.days.length === 1 && nth) {
      draft.monthlyBy = 'weekday';
      draft.nth = nth[1] ?? '1';
      draft.weekday = nth[2] ?? null;
    }
    const isSimple = rule.positions.length === 0 && rule.monthDays.length === 0;
    if (!isSimple || (rule.days.length > 0 && rule.frequency !== 'WEEKLY' && !nth)) draft.#kept = text;
    return draft;
  }

  get isKept(): boolean {
    return this.#kept !== null;
  }

  toggle(day: string): void {
    this.days = this.days.includes(day) ? this.days.filter((one) => one !== day) : [...this.days, day];
  }

  /** The rule without its end. */
  pattern(first: string): string {
    if (this.#kept !== null) return this.#kept;
    const isMonthly = this.frequency === 'MONTHLY';
    const byWeekday = isMonthly && this.monthlyBy === 'weekday';
    const nthDay = `${this.nth}${this.weekday ?? weekdayOf(first)}`;
    return formatRule({
      frequency: this.frequency,
      interval: Math.max(1, Number(this.interval) || 1),
      days: this.frequency === 'WEEKLY' ? this.days : byWeekday ? [nthDay] : [],
      monthDays: isMonthly && !byWeekday ? [Number(first.slice(8))] : [],
      positions: [],
    });
  }

  /** The whole rule; null while a value is missing. */
  rule(first: string): string | null {
    if (!first) return null;
    if (this.ends === 'count')
      return Number(this.count) > 0 ? `${this.pattern(first)};COUNT=${Number(this.count)}` : null;
    return this.until ? `${this.pattern(first)};UNTIL=${this.until.replaceAll('-', '')}` : null;
  }
}
