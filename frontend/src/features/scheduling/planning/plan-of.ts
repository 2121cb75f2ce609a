import type { Id, PlanSession, SessionBrief, SessionView } from '../../../kit/api/types';

/** The length of a session in minutes. */
export function minutesOf(session: Pick<SessionBrief, 'starts_at' | 'ends_at'>): number {
  return Math.round((session.ends_at - session.starts_at) / 60_000);
}

/** The staff who have accepted, as a plan lists them. */
export function staffOf(session: SessionView): NonNullable<PlanSession['staff']> {
  return session.assignments
    .filter((seat) => seat.state === 'accepted')
    .map(({ person_id, role }) => ({ person_id, role }));
}

/** The plan of an existing session, from which a change to it is checked. */
export function planOf(session: SessionView): PlanSession & { ignore_session_id: Id } {
  return {
    type: session.type,
    studio_id: session.studio_id,
    room_id: session.room_id,
    local_date: session.local_date,
    local_start: session.local_start,
    minutes: minutesOf(session),
    people: session.people ?? undefined,
    staff: staffOf(session),
    publish: session.state === 'published',
    ignore_session_id: session.id,
  };
}
