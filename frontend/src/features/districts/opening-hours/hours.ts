import { msg } from '../../../kit';
import type { OpeningRule } from '../../../kit/api/types';

/** The days from which and until which hours hold; empty is from now on, and until further notice. */
export interface Validity {
  from: string;
  to: string;
}

export const WEEKDAYS: OpeningRule['weekday'][] = [1, 2, 3, 4, 5, 6, 7];

/** Proposes hours for a day: after its existing ones, or else the usual day. */
export function newHours(weekday: OpeningRule['weekday'], rules: readonly OpeningRule[]): OpeningRule {
  const last = rules
    .filter((rule) => rule.weekday === weekday)
    .map((rule) => rule.to)
    .sort()
    .at(-1);
  if (!last || last >= '20:00') return { weekday, from: '09:00', to: '21:00' };
  return { weekday, from: last, to: '21:00' };
}

/** Copies the hours of the first workday that has any to all workdays. */
export function sameOnWorkdays(rules: readonly OpeningRule[]): OpeningRule[] {
  const first = WEEKDAYS.find((weekday) => weekday <= 5 && rules.some((rule) => rule.weekday === weekday));
  if (!first) return [...rules];
  const model = rules.filter((rule) => rule.weekday === first);
  return [
    ...WEEKDAYS.filter((weekday) => weekday <= 5).flatMap((weekday) => model.map((rule) => ({ ...rule, weekday }))),
    ...rules.filter((rule) => rule.weekday > 5),
  ];
}

/** The hours of a day as text; an end past midnight says that it is on the next day. */
export function hoursText(rules: readonly OpeningRule[]): string {
  const spans = rules.map((rule) =>
    rule.to <= rule.from ? `${rule.from}–${msg.closing.nextDay(rule.to)}` : `${rule.from}–${rule.to}`,
  );
  return msg.sessions.joined(spans) || msg.studios.hoursNone;
}
