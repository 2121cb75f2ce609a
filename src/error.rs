//! Every failure that leaves the house, in one readable table: code, status, whose fault.

use crate::clock::Millis;
use serde_json::{Map, Value};
use std::error::Error as StdError;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $slug:literal $title:literal;)+) => {
        /// A stable name for a kind of failure; clients decide and translate by it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// All codes, for the documentation and the tests.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            pub const fn status(self) -> u16 { match self { $(Code::$name => $status,)+ } }

            /// The name on the wire.
            pub const fn slug(self) -> &'static str { match self { $(Code::$name => $slug,)+ } }

            /// One short sentence in English.
            pub const fn title(self) -> &'static str { match self { $(Code::$name => $title,)+ } }
        }
    };
}

codes! {
    // ---- the caller's request
    /// The body is not what the endpoint reads.
    BadBody = 400 "bad_body" "The request body could not be read.";
    /// A query parameter is not what the endpoint reads.
    BadQuery = 400 "bad_query" "A query parameter could not be read.";
    /// One or more fields are refused; `errors` says which.
    Invalid = 422 "invalid" "Some fields need another value.";
    /// The body is larger than the endpoint takes.
    TooLarge = 413 "too_large" "The request body is too large.";
    /// The body did not come in within the time that it has.
    TooSlow = 408 "too_slow" "The request body did not arrive in time.";
    NoRoute = 404 "no_route" "There is nothing at this address.";
    /// The path exists, the method does not.
    WrongMethod = 405 "wrong_method" "This address does not take that method.";
    /// Nothing here that the caller may see.
    NotFound = 404 "not_found" "There is nothing here that you can see.";
    /// The row has changed since it was read.
    RowChanged = 409 "row_changed" "Somebody changed this in the meantime.";
    /// The thing is not in a state that allows the verb.
    WrongState = 409 "wrong_state" "This cannot be done in the present state.";
    Throttled = 429 "throttled" "Too many attempts; please wait.";
    /// A cell or text holds something that the product refuses to hold (safety 21, 22).
    RefusedContent = 422 "refused_content" "This text holds an identity number, which is never stored here.";

    // ---- accounts
    /// A code of an invitation or a card that does not exist, is used, withdrawn or expired; never says which.
    BadCode = 404 "bad_code" "This code is not valid, or not any more.";
    /// The login has ended.
    LoginEnded = 401 "login_ended" "This login has ended.";
    /// The screen of the login is locked: it takes nothing but what opens it.
    LoginLocked = 423 "login_locked" "This screen is locked.";
    /// Neither the digits nor the passphrase of this person.
    WrongUnlock = 401 "wrong_unlock" "This does not open the screen.";
    /// Somebody else has this nickname.
    NicknameTaken = 409 "nickname_taken" "Somebody else has this nickname.";
    /// The caller's roles do not allow the verb on something that they may see.
    NotAllowed = 403 "not_allowed" "Your role does not allow this.";
    /// Everything was right, but the person holds no role any more.
    NoRole = 403 "no_role" "You have no role here at present.";
    /// A change to how one signs in needs the passphrase again.
    PassphraseNeeded = 403 "passphrase_needed" "Please give your passphrase again for this.";
    /// A refresh token came a second time: the login was ended.
    RefreshReused = 401 "refresh_reused" "This login was ended because its token was used twice.";
    /// Staff must set up a second factor before anything else.
    SecondFactorNeeded = 403 "second_factor_needed" "Please set up your second factor first.";
    /// No valid access token.
    SignInNeeded = 401 "sign_in_needed" "Please sign in.";
    /// The code of the second factor does not match.
    WrongSecondFactor = 401 "wrong_second_factor" "This code is not right.";
    /// Nickname or passphrase do not match; never says which.
    WrongSignIn = 401 "wrong_sign_in" "Nickname or passphrase is not right.";

    // ---- districts
    /// Another thing of the same parent has this name.
    NameTaken = 409 "name_taken" "There is already one with this name.";

    // ---- imports
    /// The sheet lacks columns that its kind needs; `errors` names them.
    ImportColumns = 422 "import_columns" "The sheet lacks columns that are needed.";
    /// The file is neither UTF-8 nor GB18030 text in comma-separated lines.
    ImportUnreadable = 422 "import_unreadable" "The file could not be read as a sheet of comma-separated lines.";

    // ---- care
    /// Somebody else said before that they are coming.
    AlreadySeen = 409 "already_seen" "Somebody else is on the way already.";
    /// Severity 1 is closed only after the talk with everybody involved; `missing` says with how many it is due.
    DebriefNeeded = 409 "debrief_needed" "It has to be talked through with everybody involved first.";
    /// Only the staff of a district, and headquarters, can be on duty there.
    NotStaffHere = 409 "not_staff_here" "Only the staff of this district can be on duty here.";
    /// The person is on duty at that time already.
    ShiftTaken = 409 "shift_taken" "This person is on duty at that time already.";

    // ---- chat
    /// The same client id came with another content.
    CidConflict = 409 "cid_conflict" "This was sent before with another content.";
    /// The events asked for are no longer handed out one by one.
    Gap = 410 "gap" "Too much has happened since; load the room again.";
    /// A room has as many pinned messages as it takes.
    PinsFull = 409 "pins_full" "This room has as many pinned messages as it can have; please unpin one first.";
    /// The time in which a message may be changed is over.
    TooLate = 409 "too_late" "This message can no longer be changed.";
    /// Messages of this member wait for a look; more of them would not be read sooner.
    HeldForReview = 409 "held_for_review" "Your earlier messages wait for a look first.";
    /// The member may not write here for a while; `until` says how long (safety 42).
    Muted = 409 "muted" "You cannot write here for now.";
    /// No member is let into a room that nobody holds who leads there (safety 8).
    NoFacilitator = 409 "no_facilitator" "Somebody who leads there has to hold this room first.";
    /// A message refers to one before it that has not arrived.
    OutOfOrder = 409 "out_of_order" "The message before this one has not arrived yet.";
    /// Whoever is to sit in this room has not agreed to online rooms, or not any more.
    SeatNeedsConsent = 409 "seat_needs_consent" "This person has not agreed to online rooms.";
    /// The room takes no messages from this member now; `why` is `unstaffed` (safety 41), `paused`, `locked` or `review`.
    ReadOnly = 409 "read_only" "This room takes no messages from you now.";
    /// The room is slow: the member's next message has to wait (safety 42).
    SlowMode = 429 "slow_mode" "This room is slow now; please wait a little.";
    /// The person is away from the member rooms of a district (safety 42).
    TimeAway = 409 "time_away" "This person is away from member rooms for now.";

    // ---- gateway
    /// The page that asks for a socket is not one of ours.
    OriginRefused = 403 "origin_refused" "Sockets are for pages of this address only.";
    /// A ticket that does not exist, is used, expired or somebody else's; never says which.
    TicketRefused = 401 "ticket_refused" "This ticket is not valid, or not any more.";

    // ---- notifications
    /// Letters need the consent `contact_notices`.
    ConsentNeeded = 409 "consent_needed" "This needs your consent to contact notices first.";

    // ---- scheduling
    /// Somebody else has taken the session over already.
    CoverFilled = 409 "cover_filled" "Somebody else has taken this over already.";
    /// Less than two hours before the start a session that was taken over is given back only by a coordinator.
    CoverTooLate = 409 "cover_too_late" "This is too close to the start to be given back; please call your coordinator.";
    /// It would stand in the past; ask, and send it again as meant.
    InPast = 409 "in_past" "This would be in the past; say that it is meant.";
    /// Nobody books a place in this group.
    BookingNotNeeded = 409 "booking_not_needed" "Nobody books a place here; whoever comes is welcome.";
    /// The offer of a place was answered, has run out, or was taken back.
    OfferOver = 409 "offer_over" "This offer is not open any more.";
    /// Every place is taken.
    SessionFull = 409 "session_full" "Every place on this session is taken.";
    /// The rules refuse the session; `reasons` says all of it.
    SessionRefused = 409 "session_refused" "This session cannot be placed like this.";
    /// The sheet is no longer with those who lead: a coordinator or supervisor of the district corrects it.
    SheetClosed = 409 "sheet_closed" "This sheet is closed; a coordinator or supervisor corrects it.";
    /// Nobody changes the sheet any more.
    SheetFrozen = 409 "sheet_frozen" "This sheet is old; nobody changes it any more.";
    /// Somebody is on the sheet; `names` and `unnamed_count` say how many.
    SheetNotEmpty = 409 "sheet_not_empty" "Somebody is on the sheet of this session.";
    /// Nobody has this nickname; `errors` says which entry.
    UnknownNickname = 404 "unknown_nickname" "Nobody here has that nickname.";

    // ---- training
    /// The person goes through a programme already.
    AlreadyEnrolled = 409 "already_enrolled" "This person is in a cohort already.";
    /// The label is signed, or the signer has signed this gate.
    AlreadySigned = 409 "already_signed" "This has been signed already, or you have signed this review.";
    /// The person left this programme before; `credits` says what counts again. Repeat with `take_up`.
    ComesBack = 409 "comes_back" "This person was in this programme before; what they have counts again.";
    /// The person has completed this programme.
    ProgrammeCompleted = 409 "programme_completed" "This person has completed this programme.";
    /// A return says what the next step is.
    BecauseRequired = 422 "because_required" "Please say what the next step is.";
    /// All places are taken.
    CohortFull = 409 "cohort_full" "All places of this cohort are taken.";
    /// The number of the intake is in use.
    IntakeNoTaken = 409 "intake_no_taken" "There is a cohort with this number already.";
    /// Nobody signs for themselves.
    MayNotSignOwnGate = 403 "may_not_sign_own_gate" "Nobody signs their own review.";
    /// The caller is not one of those whom the label names.
    NotYourLabel = 403 "not_your_label" "This signature belongs to somebody else.";
    /// Nobody records or confirms their own progress.
    OwnRecord = 403 "own_record" "Nobody records their own progress.";
    /// The gate is not complete; `missing` lists the codes.
    RequirementsMissing = 409 "requirements_missing" "Some requirements are not met yet.";
    /// Each piece of this requirement comes from another recorder.
    SameRecorder = 409 "same_recorder" "This has to be recorded by somebody else than the first time.";
    /// The trainee has taken back the consent to a training file.
    TrainingFileClosed = 409 "training_file_closed" "Nothing new is recorded: the consent to a training file was taken back.";
    /// The second person is the first one.
    SecondPersonNeeded = 403 "second_person_needed" "A second person has to confirm this.";

    // ---- ours
    /// Something unexpected; the cause is in the log under the request id.
    Internal = 500 "internal" "Something went wrong on our side.";
    /// The queue of writes is full; nothing was written.
    Busy = 503 "busy" "The server is busy; nothing was changed.";
    /// The disk of the database is full; nothing was written.
    DiskFull = 503 "disk_full" "There is no space left to save anything; nothing was changed.";
    /// The database does not answer; nothing was written.
    DatabaseDown = 503 "database_down" "The database does not answer; please try again.";
    /// The connection was lost during the commit: the change may or may not stand. Repeat with the same key.
    Unconfirmed = 503 "unconfirmed" "It is not known whether the change was saved; please look or repeat.";
}

/// One field that is refused, by a stable code.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The field's name in the request.
    pub field: String,
    /// Why, as a stable code: `required`, `too_long`, `too_short`, `not_allowed`, …
    pub code: String,
}

/// A failure with everything that the caller may know, and the cause that only the log may.
#[derive(Debug, thiserror::Error)]
#[error("{}: {detail}{}", code.slug(), named(fields))]
pub struct Error {
    /// Which row of the table.
    pub code: Code,
    /// A sentence for a developer; never names, texts or secrets.
    pub detail: String,
    pub fields: Vec<FieldError>,
    /// How long to wait before another try, in milliseconds.
    pub retry_after_ms: Option<Millis>,
    /// Further members of the problem document, such as `reasons`.
    pub more: Map<String, Value>,
    #[source]
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// Each refused field with its code, for whoever sees the failure in a terminal or a log.
fn named(fields: &[FieldError]) -> String {
    fields
        .iter()
        .map(|one| format!(" {}: {}.", one.field, one.code))
        .collect()
}

/// The result of nearly everything.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A failure of this kind with a detail for developers.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Error {
            code,
            detail: detail.into(),
            fields: vec![],
            retry_after_ms: None,
            more: Map::new(),
            cause: None,
        }
    }

    /// The same answer for what does not exist and for what is not the caller's (safety 9).
    pub fn not_found() -> Self {
        Code::NotFound.into()
    }

    pub fn field(field: impl Into<String>, code: impl Into<String>) -> Self {
        Error::from(Code::Invalid).and_field(field, code)
    }

    /// One more refused field.
    #[must_use]
    pub fn and_field(mut self, field: impl Into<String>, code: impl Into<String>) -> Self {
        self.fields.push(FieldError {
            field: field.into(),
            code: code.into(),
        });
        self
    }

    /// Adds a member to the problem document.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.more.insert(name.into(), value);
        }
        self
    }

    /// Says when another try makes sense.
    #[must_use]
    pub fn retry_after(mut self, wait: Millis) -> Self {
        self.retry_after_ms = Some(wait);
        self
    }

    /// Something unexpected: the cause goes to the log, the caller sees an opaque 500.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Error {
            cause: Some(cause.into()),
            ..Code::Internal.into()
        }
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Error::new(code, code.title())
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Error::internal(cause)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::HashSet;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.slug()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
