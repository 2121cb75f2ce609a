import { language, msg, time } from '../../../kit';
import type { SessionOutline } from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';

/** The kind of a session that somebody is asked about; it has no title here. */
export function kindOf(session: SessionOutline): string {
  return session.type_name ? language.of(session.type_name) : msg.cover.title;
}

/** When it is and where. */
export function whenAndWhere(session: SessionOutline): string {
  const day = time.dayOf(session.local_date, time.longDay);
  return [msg.sessions.at(day, `${session.local_start}–${session.local_end}`), session.studio].join(' · ');
}

/** All of it in one line. */
export function sentenceOf(session: SessionOutline): string {
  return `${kindOf(session)}, ${whenAndWhere(session)}`;
}

/** Calls `reload` when something of cover has changed, and when the socket is back. Returns what stops it. */
export function onCoverChange(reload: () => unknown): () => void {
  return invalidations.subscribe((topic) => void ((topic === 'cover' || topic === 'live') && reload()));
}
