import type { components } from '../schema';

/**
 * Short names for the shapes of the HTTP interface, which `npm run schema` writes from the API document. Times are
 * milliseconds UTC; local dates and times are in the zone of the studio.
 */
type Of = components['schemas'];

export type Id = string;
export type Ms = number;
export type Date_ = string;
export type Time = string;
export interface Page<T> {
  items: T[];
  next: string | null;
}
export type Bilingual = Of['Bilingual'];

// ---------- accounts
export type Lang = Of['Language'];
export type Role = Of['Role'];
export type Purpose = Of['Purpose'];
export type Grant = Of['GrantView'];
export type Me = Of['MeView'];
export type SignedIn = Of['SignedInView'];
export type SecondFactorAsked = { second_factor: { challenge: string; expires_at: Ms } };
export type Login = Of['LoginView'];
export type ConsentText = Of['ConsentTextView'];
export type Consent = Of['ConsentView'];
export type Invitation = Of['InvitationView'];
export type Card = Of['CardView'];
export type AuditLine = Of['AuditLineView'];
export type PersonBrief = Of['PersonBriefView'];

// ---------- districts
export type District = Of['District'];
export type Studio = Of['Studio'];
export type Room = Of['Room'];
export type OpeningRule = Of['OpeningRule'];
export type OpeningException = Of['OpeningException'];
export type StudioView = Of['StudioView'];
export type StudioChanged = Of['StudioChanged'];
export type RoomChanged = Of['RoomChanged'];
export type ExceptionAdded = Of['ExceptionAdded'];
export type HitSession = Of['HitSession'];
export type ImportReport = Of['ImportReport'];

// ---------- scheduling
export type SessionState = Of['SessionState'];
export type SeatRole = Of['SeatRole'];
export type Reason = Of['Reason'];
export type Candidate = Of['Candidate'];
export type SessionType = Of['SessionType'];
export type Assignment = Of['Assignment'];
export type SessionBrief = Of['SessionBrief'];
export type SessionView = Of['SessionView'];
export type PlanSession = Of['PlanSession'];
export type AttendanceStatus = Of['AttendanceStatus'];
export type AttendanceEntry = Of['AttendanceEntry'];
export type CorrectionReason = Of['CorrectionReason'];
export type Debrief = Of['Debrief'];
export type DebriefBody = Of['DebriefBody'];
export type UnnamedPress = Of['UnnamedPress'];
export type WaitingLine = Of['WaitingLine'];
export type AttendanceSheet = Of['AttendanceSheet'];

// ---------- training
export type RequirementDef = Of['RequirementDef'];
export type PhaseDef = Of['PhaseDef'];
export type RequirementState = Of['RequirementState'];
export type PhaseState = Of['PhaseStanding'];
export type Progress = Of['Progress'];
export type GateRow = Of['GateRow'];
export type Cohort = Of['Cohort'];

// ---------- chat
export type ChatRoom = Of['ChatRoom'];
export type FoundMessage = Of['FoundMessage'];
/** What the socket and the history bring; the socket is not part of the API document. */
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
  kind?: 'message' | 'announcement';
  edited_at?: Ms;
  deleted_at?: Ms;
  mentions?: Id[] /* membership ids */;
  reactions?: Partial<Record<Reaction, Id[]>> /* membership ids */;
  pinned_at?: Ms;
  hidden?: 'facilitator' | 'flags' | 'review' /* why it is not shown */;
}
export type Reaction = 'thumbs_up' | 'heart' | 'thanks' | 'strength' | 'sprout' | 'hug';
export interface ChatEvent {
  seq: number;
  k: 'msg.new' | 'msg.edit' | 'msg.del' | 'react' | 'pin' | 'member' | 'room' | 'mod' | 'none';
  d: unknown;
} // d of msg.new is ChatMessage; of msg.edit, msg.del, pin the parts that are now otherwise; of react Reacted
export interface Reacted {
  m: Id;
  e: Reaction;
  on: boolean;
  membership_id: Id;
}
export type CrisisCard = Of['CrisisCard'];

// ---------- notifications
export type Notice = Of['Page_Notice']['items'][number];
