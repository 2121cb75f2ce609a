import { language, msg, time } from '../../kit';
import type { Reason, SessionBrief, SessionState } from '../../kit/api/types';
import { places } from '../places.svelte';
import { kinds } from './kinds.svelte';

/** Words for sessions and for what speaks against them. */

export type Tone = 'plain' | 'accent' | 'info' | 'ok' | 'wait' | 'danger' | 'plum';

/** A session of which the reader may only know that the time is taken (safety 8). */
export function isBooked(session: Pick<SessionBrief, 'type'>): boolean {
  return session.type === 'booked';
}

/** The title that somebody gave, else the name of the kind. */
export function titleOf(session: Pick<SessionBrief, 'title' | 'type'>): string {
  if (isBooked(session)) return msg.session.booked;
  return session.title || kinds.name(session.type);
}

export function hoursOf(session: Pick<SessionBrief, 'local_start' | 'local_end'>): string {
  return `${session.local_start}–${session.local_end}`;
}

/** The day and the hours. */
export function whenOf(session: Pick<SessionBrief, 'local_date' | 'local_start' | 'local_end'>): string {
  return msg.session.at(time.dayOf(session.local_date, time.longDay), hoursOf(session));
}

export function placeOf(session: Pick<SessionBrief, 'studio' | 'room'>): string {
  return msg.session.place(session.studio, session.room);
}

/** The whole of it in a sentence, for screen readers and for the moving voice. */
export function sentenceOf(session: SessionBrief): string {
  const parts = [
    titleOf(session),
    time.dayOf(session.local_date, time.longDay),
    hoursOf(session),
    placeOf(session),
    tagOf(session)?.label,
  ];
  return msg.session.joined(parts.filter((part) => part !== undefined));
}

/** The one tag a session needs in a list, if any. */
export function tagOf(session: SessionBrief): { label: string; tone: Tone } | null {
  if (isBooked(session)) return null;
  const tones: Partial<Record<SessionState, Tone>> = {
    draft: 'plain',
    held: 'plain',
    running: 'accent',
    delivered: 'info',
    closed: 'ok',
    cancelled: 'plain',
    skipped: 'plain',
  };
  const tone = tones[session.state];
  if (tone) return { label: msg.session.states[session.state], tone };
  if (!session.staffing.is_met) return { label: msg.session.seatsOpen(openSeats(session)), tone: 'wait' };
  return null;
}

export function openSeats(session: SessionBrief): number {
  return Math.max(1, session.staffing.needed - session.staffing.filled);
}

/** Whether a session can still be put elsewhere. */
export function isMovable(session: SessionBrief): boolean {
  if (isBooked(session)) return false;
  return session.state === 'draft' || session.state === 'held' || session.state === 'published';
}

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

/** A list as people say it. */
export function listed(names: string[]): string {
  return new Intl.ListFormat(language.tag, { style: 'narrow', type: 'conjunction' }).format(names);
}
