import { msg, time, formatList } from '../../../kit';
import type { Reason } from '../../../kit/api/types';
import { directory } from '../../districts';
import { sessionTypes } from '../session-types.svelte';

/** Texts for conflicts. They are separate from those for sessions, which the first page needs. */

/** Subject, the other session, and what the rule allows or asks for. */
type Sentences = Record<string, (subject: string, other: string, limit?: number) => string>;

/** One reason as a sentence (S14). */
export function reasonText(reason: Reason): string {
  if (reason.rule === 'outside_opening_hours' && reason.open) return closedText(reason.subject, reason.open);
  const sentence = (msg.reasons.rules as Sentences)[reason.rule];
  return sentence ? sentence(reason.subject, otherText(reason), reason.limit) : msg.reasons.unknown(reason.subject);
}

/** The problem of a session that a change affected. */
export function problemText(problem: { rule: string; subject: string }): string {
  const sentence = (msg.reasons.rules as Sentences)[problem.rule];
  return sentence ? sentence(problem.subject, msg.reasons.aSession) : msg.reasons.unknown(problem.subject);
}

/** Adds the opening hours to the reason that a studio is closed. */
function closedText(subject: string, open: { from_at: number; to_at: number }[]): string {
  if (open.length === 0) return msg.reasons.closedThatDay(subject);
  const { zone } = directory;
  const hours = open.map((span) => `${time.clockTime(span.from_at, zone)}–${time.clockTime(span.to_at, zone)}`);
  return msg.reasons.openThen(subject, formatList(hours));
}

/** The rules that allow an exception. */
const OVERRIDABLE = new Set<string>([
  'outside_opening_hours',
  'person_gap',
  'on_leave',
  'not_available',
  'weekly_ceiling',
  'daily_minutes',
  'weekly_minutes',
  'consecutive_days',
]);
/** The conflicts that somebody may accept for an existing session. */
const KEEPABLE = new Set<string>([...OVERRIDABLE, 'place_inactive', 'over_capacity', 'room_blocked']);

export function mayBeKept(rule: string): boolean {
  return KEEPABLE.has(rule);
}

/** The exceptions that a change needs: one for each rule that allows it and is violated, all with the same reason. */
export function overridesOf(reasons: Reason[] | null, why: string) {
  const reason = why.trim();
  if (!reason) return [];
  const yielding = (reasons ?? []).filter((one) => one.severity === 'block' && OVERRIDABLE.has(one.rule));
  const found = yielding.map(({ rule, subject_id }) => ({ rule, subject_id: subject_id ?? '', reason }));
  const isFirst = (one: (typeof found)[number], index: number) =>
    found.findIndex((other) => other.rule === one.rule && other.subject_id === one.subject_id) === index;
  return found.filter(isFirst);
}

/** The name of the conflicting session: its own title, or its type. */
export function otherTitle(other: NonNullable<Reason['other_session']>): string {
  if (other.id === null) return msg.reasons.elsewhere;
  return other.title || (other.type ? sessionTypes.name(other.type) : msg.reasons.aSession);
}

function otherText(reason: Reason): string {
  const other = reason.other_session;
  if (!other) return msg.reasons.elsewhere;
  const title = otherTitle(other);
  const { zone } = directory;
  const from = time.shortDay(other.starts_at, zone);
  const hours = `${time.clockTime(other.starts_at, zone)}–${time.clockTime(other.ends_at, zone)}`;
  return msg.reasons.other(title, from, hours);
}

/** The reasons that refuse the plan, and whether a person may make an exception. */
export function bySeverity(reasons: Reason[]): { blocks: Reason[]; warns: Reason[]; mayOverride: boolean } {
  const blocks = reasons.filter((reason) => reason.severity === 'block');
  return {
    blocks,
    warns: reasons.filter((reason) => reason.severity === 'warn'),
    mayOverride: blocks.length > 0 && blocks.every((reason) => OVERRIDABLE.has(reason.rule)),
  };
}
