import { formatList, msg } from '../../../kit';
import { parseRule, weekdayName, weekdayOf } from './rule';

function dayText(day: string): string {
  const nth = Number(day.slice(0, -2));
  return nth === 0 ? weekdayName(day) : msg.series.nthDay(nth, weekdayName(day));
}

/** The rule in words, for a series that began on `first`. */
export function ruleText(text: string, first: string): string {
  const rule = parseRule(text);
  const words = { DAILY: msg.series.everyDay, WEEKLY: msg.series.everyWeek, MONTHLY: msg.series.everyMonth };
  const rhythm = words[rule.frequency](rule.interval);
  let days = [...rule.days.map(dayText), ...rule.monthDays.map(msg.series.monthDay)];
  if (days.length === 0 && rule.frequency === 'WEEKLY') days = [weekdayName(weekdayOf(first))];
  if (days.length === 0 && rule.frequency === 'MONTHLY') days = [msg.series.monthDay(Number(first.slice(8)))];
  if (days.length === 0) return rhythm;
  const list = formatList(days);
  const chosen = rule.positions.length > 0;
  return msg.series.onDays(
    rhythm,
    chosen ? msg.series.chosen(list, formatList(rule.positions.map(msg.series.position))) : list,
  );
}
