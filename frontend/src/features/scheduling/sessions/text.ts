import { language, msg, time } from '../../../kit';
import type { Bilingual, SessionBrief, SessionState } from '../../../kit/api/types';
import { sessionTypes } from '../session-types.svelte';

/** Texts for sessions. */

export type Tone = 'plain' | 'accent' | 'info' | 'ok' | 'wait' | 'danger' | 'plum';

/** A session of which the reader may only see that the time is taken (safety 8). */
export function isBooked(session: Pick<SessionBrief, 'type'>): boolean {
  return session.type === 'booked';
}

/** The title of the session, or else the name of its type in the reader's language. */
export function titleOf(session: Pick<SessionBrief, 'title' | 'type' | 'type_name'>): string {
  if (isBooked(session)) return msg.sessions.booked;
  return givenTitleOf(session) || sessionTypes.name(session.type);
}

/** The same for other things that name a session; empty if nothing is known. */
export function givenTitleOf(named: { title?: string | null; type_name?: Bilingual | null }): string {
  return named.title || (named.type_name ? language.of(named.type_name) : '');
}

export function hoursOf(session: Pick<SessionBrief, 'local_start' | 'local_end'>): string {
  return `${session.local_start}–${session.local_end}`;
}

/** The date and time. */
export function whenOf(session: Pick<SessionBrief, 'local_date' | 'local_start' | 'local_end'>): string {
  return msg.sessions.at(time.dayOf(session.local_date, time.longDay), hoursOf(session));
}

/** Where it is; online there is no address. */
export function placeOf(session: Pick<SessionBrief, 'studio' | 'room' | 'is_online'>): string {
  return session.is_online ? msg.sessions.online : msg.sessions.place(session.studio, session.room);
}

/** The room alone, for lists of one studio. */
export function roomOf(session: Pick<SessionBrief, 'room' | 'is_online'>): string {
  return session.is_online ? msg.sessions.online : session.room;
}

/** The full description in one sentence, for screen readers and for the announcements of a move. */
export function sentenceOf(session: SessionBrief): string {
  const parts = [
    titleOf(session),
    time.dayOf(session.local_date, time.longDay),
    hoursOf(session),
    placeOf(session),
    tagOf(session)?.label,
  ];
  return msg.sessions.joined(parts.filter((part) => part !== undefined));
}

/** The one tag that a session shows in a list, if any. */
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
  if (tone) return { label: msg.sessions.states[session.state], tone };
  if (session.has_problem) return { label: msg.sessions.hasProblem, tone: 'danger' };
  if (session.seeks_cover) return { label: msg.sessions.seeksCover, tone: 'wait' };
  if (!session.staffing.is_met) return { label: msg.sessions.seatsOpen(openSeats(session)), tone: 'wait' };
  return null;
}

export function openSeats(session: SessionBrief): number {
  return Math.max(1, session.staffing.needed - session.staffing.filled);
}

/** Whether a session can still be moved. */
export function isMovable(session: SessionBrief): boolean {
  if (isBooked(session)) return false;
  return session.state === 'draft' || session.state === 'held' || session.state === 'published';
}
