//! Identifiers: UUID version 7 (RFC 9562) as lower-case text, one type per noun so that they cannot be mixed up.

use crate::chance::Chance;
use crate::clock::Clock;

/// A new UUID version 7 as text.
pub fn mint(clock: &Clock, chance: &Chance) -> String {
    let millis = u64::try_from(clock.now()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &chance.bytes::<10>())
        .into_uuid()
        .to_string()
}

/// What can be minted.
pub trait Id {
    fn mint(clock: &Clock, chance: &Chance) -> Self;
}

/// For rows whose identifier has no type of its own.
impl Id for String {
    fn mint(clock: &Clock, chance: &Chance) -> Self {
        mint(clock, chance)
    }
}

/// Mints identifiers by a clock and a source of randomness.
#[derive(Clone, Copy)]
pub struct Minter<'a> {
    clock: &'a Clock,
    chance: &'a Chance,
}

impl<'a> Minter<'a> {
    pub fn new(clock: &'a Clock, chance: &'a Chance) -> Self {
        Minter { clock, chance }
    }

    pub fn mint<T: Id>(&self) -> T {
        T::mint(self.clock, self.chance)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema,
                 diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            pub fn mint(clock: &Clock, chance: &Chance) -> Self {
                $name(mint(clock, chance))
            }

            /// Takes text from outside; anything but a hyphenated lower-case UUID is refused.
            pub fn parse(text: &str) -> Option<Self> {
                let id = uuid::Uuid::try_parse(text).ok()?.to_string();
                (id == text).then_some($name(id))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Id for $name {
            fn mint(clock: &Clock, chance: &Chance) -> Self {
                $name(mint(clock, chance))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                $name::parse(&text).ok_or_else(|| serde::de::Error::custom("not an identifier"))
            }
        }

        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::Text, DB>::to_sql(self.0.as_str(), out)
            }
        }

        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok($name(<String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?))
            }
        }
    )+};
}

ids! {
    /// A human being, known here by a nickname.
    PersonId
    /// One signed-in device of a person.
    LoginId
    /// A role granted to a person.
    GrantId
    /// An invitation or recovery card.
    InvitationId
    /// A district of the city.
    DistrictId
    /// A sub-district service point.
    ServicePointId
    StudioId
    /// A physical room of a studio.
    RoomId
    /// A dated exception to a studio's opening hours.
    ExceptionId
    /// A range of dates in which studios are closed.
    ClosureId
    /// A time in which a room is closed or lent out.
    BlockId
    SessionId
    /// A group: a row of sessions.
    SeriesId
    /// A person's place as staff on a session.
    AssignmentId
    /// Somebody's wish for a place on a session, from the waiting list to its end.
    RegistrationId
    /// One line of the history of who was on a session.
    AssignmentEventId
    /// Somebody cannot come to a session, and another is looked for.
    CoverRequestId
    /// Two people who want to exchange two sessions.
    SwapId
    /// One person's attendance of one session.
    AttendanceId
    /// A device's own id of one press on a sheet.
    TapId
    /// A device that holds a sheet, by an id that it made for itself.
    DeviceId
    /// An exclusive use of a room or person for a time.
    ClaimId
    /// A time in which somebody is on leave.
    LeaveId
    /// Somebody who could step in.
    StandbyId
    ProgrammeId
    /// An immutable version of a programme.
    ProgrammeVersionId
    /// Something a phase asks for.
    RequirementId
    /// An intake of trainees.
    CohortId
    /// A person's way through a programme.
    EnrolmentId
    /// One line of the training ledger.
    CreditId
    /// What two people say shall not matter in an approved phase.
    OverrideId
    /// The review of one phase of one enrolment.
    GateId
    ChatRoomId
    /// A person's membership of a chat room; the pseudonym boundary.
    SeatId
    MessageId
    /// Something that was done in a chat room to keep it whole.
    ActId
    /// What the person concerned answers to it.
    AppealId
    /// An entry of somebody's inbox.
    NoticeId
    /// A piece of durable work.
    JobId
    /// A letter to be mailed.
    LetterId
    /// A line of the audit.
    AuditId
    /// Somebody's time on duty.
    ShiftId
    /// A call for help.
    EscalationId
    /// Something that happened and is written down.
    IncidentId
}

/// Plain text is what a store hands back from joins and what tests hold.
impl From<PersonId> for String {
    fn from(id: PersonId) -> String {
        id.0
    }
}

impl SessionId {
    /// A name for a session that is only thought about, such as a line of a sheet. The version digit is 0, so no stored one is it.
    pub(crate) fn numbered(number: u64) -> Self {
        SessionId(format!("00000000-0000-0000-8000-{:012x}", number & 0xffff_ffff_ffff))
    }

    /// The number of such a name.
    pub(crate) fn number(&self) -> Option<u64> {
        let digits = self.0.strip_prefix("00000000-0000-0000-8000-")?;
        u64::from_str_radix(digits, 16).ok()
    }
}
