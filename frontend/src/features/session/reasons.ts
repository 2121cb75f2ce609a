import { msg, time } from '../../kit';
import type { Reason } from '../../kit/api/types';
import { places } from '../places.svelte';

/** Words for what speaks against a session; apart from those for sessions, which the first page needs. */

/** One reason as a sentence (S14). */
export function reasonText(reason: Reason): string {
  const sentence = (msg.reasons.rules as Record<string, (subject: string, other: string) => string>)[reason.rule];
  return sentence ? sentence(reason.subject, otherText(reason)) : msg.reasons.unknown(reason.subject);
}

function otherText(reason: Reason): string {
  const other = reason.other_session;
  if (!other) return msg.reasons.elsewhere;
  const title = other.id === null ? msg.reasons.elsewhere : other.title || msg.reasons.aSession;
  const { zone } = places;
  const from = time.shortDay(other.starts_at, zone);
  const hours = `${time.clockTime(other.starts_at, zone)}–${time.clockTime(other.ends_at, zone)}`;
  return msg.reasons.other(title, from, hours);
}

/** Which of the reasons refuse, and whether a person with a good reason may decide otherwise. */
export function weigh(reasons: Reason[]): { blocks: Reason[]; warns: Reason[]; mayOverride: boolean } {
  const blocks = reasons.filter((reason) => reason.severity === 'block');
  const yielding = new Set(['outside_opening_hours', 'person_gap']);
  return {
    blocks,
    warns: reasons.filter((reason) => reason.severity === 'warn'),
    mayOverride: blocks.length > 0 && blocks.every((reason) => yielding.has(reason.rule)),
  };
}
