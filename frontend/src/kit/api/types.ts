/** The shapes of the HTTP interface. Times are milliseconds UTC; local dates and times are in the zone of the studio. */
export type Id = string;
export type Ms = number;
export type Date_ = string;
export type Time = string;
export type Lang = 'zh' | 'en';
export interface Page<T> {
  items: T[];
  next: string | null;
}
export interface Bilingual {
  zh: string;
  en: string;
}
export type Role = 'headquarters' | 'coordinator' | 'supervisor' | 'counsellor' | 'trainee' | 'member';

// ---------- accounts
export interface Grant {
  id: Id;
  role: Role;
  district_id: Id | null;
  is_privacy_officer: boolean;
  granted_at: Ms;
} // null district = all (headquarters)
export interface Me {
  person_id: Id;
  nickname: string;
  language: Lang;
  grants: Grant[];
  has_totp: boolean;
  needs_totp: boolean; // staff without totp
  counsellor_status: null | 'candidate' | 'provisional' | 'certified';
  idle_lock_ms: Ms;
}
export interface SignedIn {
  access_token: string;
  expires_at: Ms;
  login_id: Id;
  me: Me;
}
export interface SecondFactorAsked {
  second_factor: { challenge: string; expires_at: Ms };
}
export interface Login {
  id: Id;
  device: string;
  created_at: Ms;
  last_used_at: Ms;
  is_current: boolean;
  is_shared_computer: boolean;
}
export type Purpose = 'attend' | 'online_rooms' | 'contact_notices' | 'training_file' | 'emergency_contact';
export interface ConsentText {
  purpose: Purpose;
  version: string;
  text: Bilingual;
  required_for: Role[];
}
export interface Consent {
  purpose: Purpose;
  version: string;
  language: Lang;
  how: 'self' | 'read_aloud';
  given_at: Ms;
  withdrawn_at: Ms | null;
}
export interface Invitation {
  id: Id;
  role: Role;
  district_id: Id | null;
  cohort_id: Id | null;
  created_at: Ms;
  expires_at: Ms;
  state: 'open' | 'used' | 'withdrawn' | 'expired';
}
export interface PersonBrief {
  id: Id;
  nickname: string;
  roles: { role: Role; district_id: Id | null }[];
  counsellor_status: Me['counsellor_status'];
  is_active: boolean;
}

// ---------- districts
export interface District {
  id: Id;
  name: string;
  has_station: boolean;
  zone: string;
  duty_phone: string | null;
}
export interface Studio {
  id: Id;
  district_id: Id;
  name: string;
  zone: string;
  is_active: boolean;
}
export interface Room {
  id: Id;
  studio_id: Id;
  name: string;
  capacity: number;
  features: string[];
  is_active: boolean;
}
export interface OpeningRule {
  weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  from: Time;
  to: Time;
} // ISO weekday, 1 = Monday; to may be '24:00'
export interface OpeningException {
  id: Id;
  date: Date_;
  is_closed: boolean;
  from: Time | null;
  to: Time | null;
  reason: string;
}
export interface StudioView extends Studio {
  rooms: Room[];
  opening_rules: OpeningRule[];
  exceptions: OpeningException[];
}
export interface ImportReport {
  kind: string;
  is_applied: boolean;
  total: number;
  accepted: number;
  refused: number;
  counts: Record<string, number>;
  lines: { line: number; verdict: string; detail: string; warnings: string[] }[];
}

// ---------- scheduling
export type SessionState =
  'draft' | 'held' | 'published' | 'running' | 'delivered' | 'closed' | 'cancelled' | 'skipped';
export type SeatRole = 'lead' | 'co_lead' | 'observer' | 'supervisor' | 'social_worker' | 'trainer';
export interface Reason {
  rule: string;
  subject_kind: 'room' | 'person' | 'session' | 'studio';
  subject_id: Id | null;
  subject: string;
  severity: 'block' | 'warn';
  other_session?: { id: Id | null; title: string; starts_at: Ms; ends_at: Ms };
  overlap?: { from_at: Ms; to_at: Ms };
} // S14; title 'busy elsewhere' and id null outside the asker's districts
export interface SessionType {
  code: string;
  name: Bilingual;
  minutes: number;
  min_people: number;
  max_people: number;
  needs: { role: SeatRole; count: number; certified: number }[];
  per_extra: { role: SeatRole; every: number; above: number } | null;
  is_training: boolean;
  is_online: boolean;
  domain: string | null;
}
export interface Assignment {
  id: Id;
  person_id: Id;
  nickname: string;
  role: SeatRole;
  state: 'accepted' | 'withdrawn' | 'no_show' | 'done';
}
export interface SessionBrief {
  id: Id;
  title: string;
  type: string;
  studio_id: Id;
  studio: string;
  room_id: Id;
  room: string;
  district_id: Id;
  starts_at: Ms;
  ends_at: Ms;
  zone: string;
  local_date: Date_;
  local_start: Time;
  local_end: Time;
  state: SessionState;
  people: number | null;
  series_id: Id | null;
  cohort_id: Id | null;
  row_version: number;
  staffing: { needed: number; filled: number; is_met: boolean };
  leads: string[];
  my_role: SeatRole | 'participant' | null;
  attendance_count: number;
}
export interface SessionView extends SessionBrief {
  note: string;
  assignments: Assignment[];
  warnings: Reason[];
  may: string[] /* verbs this caller may use now: edit move publish cancel restore run deliver close staff attendance */;
  chat_room_id: Id | null;
  override_reason: string | null;
  cancelled_until_undo_at: Ms | null;
  history: { at: Ms; verb: string; who: string }[];
}
export interface PlanSession {
  type: string;
  studio_id: Id;
  room_id: Id;
  local_date: Date_;
  local_start: Time;
  minutes?: number;
  title?: string;
  people?: number;
  note?: string;
  cohort_id?: Id;
  phase_module?: string;
  staff?: { person_id: Id; role: SeatRole }[];
  publish: boolean;
  override_reason?: string;
}
export type AttendanceStatus = 'here' | 'not_seen' | 'let_us_know';
export interface AttendanceEntry {
  cid: string;
  person_id?: Id;
  nickname?: string;
  status: AttendanceStatus;
  minutes?: number;
  place?: 'participant' | 'observer' | 'co_lead' | 'lead';
  recorded_at: Ms;
}
export interface AttendanceSheet {
  session_id: Id;
  entries: (AttendanceEntry & { person_id: Id; nickname: string; is_staff: boolean })[];
  unnamed_count: number;
  is_frozen: boolean;
  row_version: number;
  is_hidden: boolean; /* safety 10 */
}

// ---------- training
export interface RequirementDef {
  id: Id;
  code: string;
  phase: 1 | 2 | 3 | 4;
  kind:
    | 'attendance_minutes'
    | 'sessions_observed'
    | 'sessions_co_led'
    | 'sessions_led'
    | 'supervision_minutes'
    | 'reflection_minutes'
    | 'assessment'
    | 'evidence'
    | 'statement';
  name: Bilingual;
  need: number;
  unit: 'minutes' | 'count';
  domain: string | null;
  is_mandatory: boolean;
}
export interface PhaseDef {
  number: 1 | 2 | 3 | 4;
  name: Bilingual;
  weeks: number;
  gate_signers: { label: Bilingual; roles: Role[]; places: string[] }[];
}
export interface RequirementState {
  requirement: RequirementDef;
  have: number;
  need: number;
  missing: number;
  reachable: number;
  is_met: boolean;
  is_waived: boolean;
  booked: SessionBrief[];
  could_give: SessionBrief[] /* coming sessions that would give it: M5 */;
  signers: string[];
}
export interface PhaseState {
  number: 1 | 2 | 3 | 4;
  name: Bilingual;
  state: 'locked' | 'open' | 'requirements_met' | 'in_review' | 'approved';
  percent_so_far: number;
  percent_of_plan: number;
  percent_reachable: number;
  cannot_pass: boolean;
  requirements: RequirementState[];
  gate: {
    id: Id;
    state: 'in_review' | 'approved' | 'returned';
    signed: { label: Bilingual; who: string; at: Ms }[];
    waiting_on: { label: Bilingual; who: string[] }[];
    returned_because: string | null;
  } | null;
  /** Who will be asked to sign, whether or not a review is open. */
  signers: { label: Bilingual; who: string[] }[];
}
export interface Progress {
  enrolment_id: Id;
  person_id: Id;
  nickname: string;
  cohort: { id: Id; name: string; intake_no: number };
  state: 'applied' | 'admitted' | 'active' | 'paused' | 'completed' | 'withdrawn';
  programme: { id: Id; version: number; name: Bilingual };
  status: 'candidate' | 'provisional' | 'certified';
  percent_so_far: number;
  percent_of_plan: number;
  percent_reachable: number;
  phases: PhaseState[];
  next_session: SessionBrief | null;
  ledger: {
    at: Ms;
    source: 'session' | 'evidence' | 'manual' | 'consent';
    session_id: Id | null;
    title: string;
    requirement: Bilingual;
    amount: number;
    unit: string;
    is_reversal: boolean;
  }[];
}
export interface GateRow {
  id: Id;
  enrolment_id: Id;
  nickname: string;
  cohort: string;
  phase: number;
  requested_at: Ms;
  signed: number;
  needed: number;
  i_may_sign: boolean;
  why_not: string | null;
}
export interface Cohort {
  id: Id;
  intake_no: number;
  name: string;
  district_id: Id | null;
  starts_on: Date_;
  ends_on: Date_;
  programme_version_id: Id;
  state: 'planned' | 'running' | 'ended';
  enrolled: number;
  chat_room_id: Id | null;
}

// ---------- chat
export interface ChatRoom {
  id: Id;
  name: string;
  owner_kind: 'cohort' | 'series' | 'team';
  owner_id: Id;
  district_id: Id | null;
  my_role: 'facilitator' | 'participant';
  membership_id: Id;
  display_name: string;
  epoch: string;
  head_seq: number;
  last_no: number;
  read_no: number;
  unread: number /* max 100 */;
  last_message: { no: number; author: string; body: string; at: Ms } | null;
  is_staffed_now: boolean;
  staffed_again_at: Ms | null;
}
export interface ChatMessage {
  m: Id;
  seq: number;
  no: number | null;
  author: string /* display name */;
  author_id: Id /* membership id */;
  body: string | null /* null = removed */;
  at: Ms;
  version: number;
  cid?: string /* author only */;
  reply_to?: Id;
}
export interface ChatEvent {
  seq: number;
  k: 'msg.new' | 'msg.edit' | 'msg.del' | 'member' | 'room' | 'none';
  d: unknown;
} // d of msg.new is ChatMessage; of member {membership_id, name, change: 'joined'|'removed'|'role'}
export interface CrisisCard {
  region: string;
  lines: { name: Bilingual; number: string; hours: Bilingual }[];
  duty_phone: string | null;
  reviewed_on: Date_;
  is_stale: boolean;
  disclaimer: Bilingual;
}

// ---------- notifications
export interface Notice {
  id: Id;
  at: Ms;
  kind: string;
  text: Bilingual /* shown only after sign-in */;
  link: string /* in-app path */;
  is_read: boolean;
}
