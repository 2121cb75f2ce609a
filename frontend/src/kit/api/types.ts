import type { components } from '../schema';

/**
 * Short names for the types of the HTTP interface, which `npm run schema` generates from the OpenAPI document. Times
 * are milliseconds UTC; local dates and times are in the time zone of the studio.
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
export type SecondFactorAsked = Of['SecondFactorAskedView'];
export type Login = Of['LoginView'];
export type ConsentText = Of['ConsentTextView'];
export type Consent = Of['ConsentView'];
export type Invitation = Of['InvitationView'];
export type Card = Of['CardView'];
export type AuditLine = Of['AuditLineView'];
export type SecurityLine = Of['SecurityLineView'];
export type SecurityKind = Of['SecurityKind'];
export type PersonBrief = Of['PersonBriefView'];
export type PersonView = Of['PersonView'];
export type RecoveryCard = Of['RecoveryCardView'];
export type HomeDistrict = Of['HomeDistrict'];
export type Consents = Of['ConsentsView'];
export type Opening = Of['OpeningView'];
export type Nicknames = Of['NicknamesView'];
export type OfferedTotp = Of['OfferedView'];
export type RecoveryCodes = Of['RecoveryCodesView'];
export type RecordRead = Of['ReadingView'];

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
export type Closures = Of['Closures'];
export type Closure = Of['Closure'];
export type StudiosClosed = Of['StudiosClosed'];
export type CalendarDays = Of['CalendarDays'];
export type OpeningSet = Of['OpeningSet'];
export type StudioDay = Of['StudioDay'];
export type ServicePoint = Of['ServicePoint'];
export type ImportReport = Of['ImportReport'];

// ---------- scheduling
export type RoomBlocks = Of['RoomBlocks'];
export type RoomBlock = Of['RoomBlock'];
export type RoomBlocked = Of['RoomBlocked'];
export type SessionsHit = Of['SessionsHit'];
export type SessionsMoved = Of['SessionsMoved'];
export type CalendarWork = Of['CalendarWork'];
export type PersonPlanning = Of['PersonPlanning'];
export type WeeklyWindow = Of['WeeklyWindow'];
export type DatedWindow = Of['DatedWindow'];
export type Mood = Of['Mood'];
export type LeaveEntered = Of['LeaveEntered'];
export type ChangeHit = Of['ChangeHit'];
export type Ceiling = Of['CeilingView'];
export type Qualification = Of['QualificationView'];
export type PlanningRulesPage = Of['PlanningRulesPage'];
export type PlanningRule = Of['RuleView'];
export type PlanningRuleRow = Of['RuleRowView'];
export type TravelTime = Of['TravelTimeView'];
export type RuleScope = Of['RuleScope'];
export type RuleSeverity = Of['RuleSeverity'];
export type SessionState = Of['SessionState'];
export type SeatRole = Of['SeatRole'];
export type Reason = Of['Reason'];
export type Judged = Of['Judged'];
export type SeriesMade = Of['SeriesMade'];
export type SeriesView = Of['SeriesView'];
export type SeriesDate = Of['SeriesDate'];
export type SeriesBrief = Of['SeriesBrief'];
export type SeriesChanged = Of['SeriesChanged'];
export type SeriesEnded = Of['SeriesEnded'];
export type SeriesField = Of['SeriesField'];
export type OffDays = Of['OffDays'];
export type Today = Of['Today'];
export type TodayDecision = Of['TodayDecision'];
export type OpenGroup = Of['OpenGroup'];
export type Candidate = Of['Candidate'];
export type SessionCover = Of['SessionCover'];
export type CoverRequest = Of['CoverRequestView'];
export type CoverInboxLine = Of['CoverInboxLine'];
export type CoverCandidate = Of['CoverCandidateView'];
export type SessionOutline = Of['SessionOutline'];
export type AskedOfMe = Of['AskedOfMe'];
export type AskedCover = Of['AskedCover'];
export type SwapView = Of['SwapView'];
export type SwapOption = Of['SwapOption'];
export type SessionTypes = Of['SessionTypes'];
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
export type WaitingLines = Of['WaitingLines'];
export type DecisionGroup = Of['DecisionGroup'];
export type OldSession = Of['OldSession'];
export type ClosedOld = Of['ClosedOld'];
export type ReopenedMany = Of['ReopenedMany'];
export type AttendanceSheet = Of['AttendanceSheet'];
export type OwnPlace = Of['OwnPlace'];
export type PlacesView = Of['PlacesView'];
export type WaitingPerson = Of['WaitingPerson'];
export type BookingMode = Of['BookingMode'];
export type BookingRules = Of['BookingRules'];
export type BookingRule = Of['BookingRuleView'];
export type KeptApart = Of['KeptApart'];
export type SessionsOfBoth = Of['SessionsOfBoth'];
export type ReminderChoice = Of['ReminderChoice'];

// ---------- training
export type RequirementDef = Of['RequirementDef'];
export type PhaseDef = Of['PhaseDef'];
export type RequirementState = Of['RequirementState'];
export type PhaseState = Of['PhaseStanding'];
export type Progress = Of['Progress'];
export type GatesToSign = Of['GatesToSign'];
export type GateRow = Of['GateRow'];
export type Cohort = Of['Cohort'];
export type CohortPage = Of['CohortPage'];
export type CohortPerson = Of['CohortPerson'];
export type CohortPlace = Of['CohortPlace'];
export type ChangedCohort = Of['ChangedCohort'];
export type OpenedCohort = Of['OpenedCohort'];
export type PlaceHeld = Of['PlaceHeld'];
export type Programme = Of['Programme'];
export type ProgrammeVersion = Of['ProgrammeVersion'];
export type GateView = Of['GateView'];
export type GateLabel = Of['LabelView'];
export type WaitingCredit = Of['WaitingCredit'];
export type UnderminedRow = Of['UnderminedRow'];
export type EvidenceView = Of['EvidenceView'];

// ---------- chat
export type ChatRoom = Of['ChatRoom'];
export type RoomWithoutHost = Of['RoomWithoutHost'];
export type FoundMessage = Of['FoundMessage'];
export type ChatMessage = Of['ChatMessage'];
export type MessageList = Of['MessageList'];
export type MessagePage = Of['MessagePage'];
export type EventPage = Of['EventPage'];
export type WholeRoom = Of['WholeRoom'];
export type Seat = Of['SeatView'];
export type Reaction = Of['Reaction'];
/** `d` of msg.new is a ChatMessage; of msg.edit, msg.del and pin it is the changed parts; of react it is Reacted. */
export type ChatEvent = Pick<Of['ChatEvent'], 'seq' | 'k'> & Partial<Record<'d', unknown>>;
export type CrisisCard = Of['CrisisCard'];

// ---------- moderation
export type ActReason = Of['ActReason'];
export type ActVerb = Of['ActVerb'];
export type HiddenBy = Of['HiddenBy'];
export type MyMeasure = Of['MyMeasure'];
export type Moderated = Of['Moderated'];
export type RoomMeasures = Of['RoomMeasures'];
export type ReviewQueue = Of['ReviewQueue'];
export type OpenedReview = Of['OpenedReview'];
export type OpenAppeal = Of['OpenAppeal'];
export type StaffedWeek = Of['StaffedWeek'];

// ---------- care
export type Step = Of['Step'];
export type ChainStep = Of['ChainStep'];
export type EscalationChain = Of['EscalationChain'];
export type DutyToday = Of['DutyToday'];
export type Call = Of['Call'];
export type OwnCall = Of['OwnCall'];
export type Incident = Of['Incident'];
export type Involved = Of['InvolvedView'];
export type SupervisionOffer = Of['SupervisionOffer'];
export type KeptCard = Of['KeptCard'];
export type DutyShift = Of['DutyShift'];
export type Rota = Of['RotaView'];
export type Asked = Of['Asked'];

// ---------- notifications
export type Inbox = Of['Inbox'];
export type Unread = Of['Unread'];
export type NoticePreferences = Of['NoticePreferences'];
export type DeadLetter = Of['DeadLetter'];
export type OwnMessages = Of['OwnMessages'];
export type Ticket = Of['Ticket'];
export type Notice = Of['Page_Notice']['items'][number];
