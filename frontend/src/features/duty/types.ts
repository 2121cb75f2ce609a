import type { Id, Ms, SessionBrief } from '../../kit/api/types';
import { places } from '../places.svelte';

export type Step = 'facilitator' | 'duty' | 'lead' | 'headquarters';

export interface DutyToday {
  now_at: Ms;
  am_on_duty: boolean;
  on_duty: { district_id: Id | null; person_id: Id; nickname: string; until_at: Ms }[];
  unanswered_calls: number;
  open_incidents: number;
  unchecked: number;
  stale_cards: string[];
  without_rota: Id[];
}

/** A call for help; what the reader may not see is null. */
export interface Call {
  id: Id;
  district_id: Id | null;
  state: 'asked' | 'seen' | 'closed';
  is_whole: boolean;
  asked_at: Ms;
  due_at: Ms | null;
  seen_by: string | null;
  am_coming: boolean;
  room_id: Id | null;
  session_id: Id | null;
  place: string | null;
  asker: string | null;
  has_note: boolean;
  note: string | null;
  said_count: number;
  said: { author: string; body: string | null; at: number }[];
}

export interface Offer {
  due_at: Ms;
  wants: boolean | null;
}

export interface Involved {
  person_id: Id;
  nickname: string;
  debriefed_at: Ms | null;
  offer: Offer | null;
  checked_at: Ms | null;
  next_sessions: SessionBrief[];
}

/** An incident; what the reader may not see is null. */
export interface Incident {
  id: Id;
  sight: 'all' | 'own' | 'outline' | 'state' | 'offer';
  district_id: Id | null;
  state: 'open' | 'closed';
  recorded_at: Ms;
  category: string | null;
  severity: number | null;
  happened_at: Ms | null;
  debrief_due_at: Ms | null;
  place: string | null;
  reporter: string | null;
  am_reporter: boolean;
  assigned: string | null;
  am_assigned: boolean;
  text: string | null;
  people: Involved[];
  my_offer: Offer | null;
  row_version: number | null;
}

export interface Shift {
  id: Id;
  person_id: Id;
  nickname: string;
  starts_at: Ms;
  ends_at: Ms;
}

export interface Link {
  step: Step;
  minutes: number;
}

/** The districts in which the reader is staff, as a choice. */
export function staffed(): { value: Id; label: string }[] {
  const mine = new Set([...places.mine('supervisor'), ...places.mine('coordinator')]);
  return [...mine].map(({ id, name }) => ({ value: id, label: name }));
}
