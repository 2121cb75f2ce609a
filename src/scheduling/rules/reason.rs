//! Why something is refused or doubtful.

use crate::accounts::access::Scope;
use crate::clock::Millis;
use crate::ids::{DistrictId, SessionId};
use crate::scheduling::model::Span;
use crate::scheduling::rules::Busy;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The rules, by the code that clients translate.
    pub Rule {
        /// The room is taken, its buffers of 15 minutes included.
        RoomOverlap = "room_overlap",
        /// The person is on another session at that time.
        PersonOverlap = "person_overlap",
        /// Too little time between two sessions of a person.
        PersonGap = "person_gap",
        /// The studio is not open.
        OutsideOpeningHours = "outside_opening_hours",
        /// More people than the room holds.
        OverCapacity = "over_capacity",
        /// Nobody certified leads.
        NotQualified = "not_qualified",
        /// A candidate leads.
        CandidateLeads = "candidate_leads",
        /// The seat is for somebody with another role.
        WrongRole = "wrong_role",
        /// The account is not in use.
        PersonInactive = "person_inactive",
        /// The room or studio is not in use.
        PlaceInactive = "place_inactive",
        /// Seats are open.
        Understaffed = "understaffed",
        /// The person leads more sessions a week than is good for them.
        WeeklyCeiling = "weekly_ceiling",
        /// Fewer people than the kind of session needs.
        TooFewPeople = "too_few_people",
        /// More people than is good for this kind of session.
        TooManyPeople = "too_many_people",
        /// Outside the hours in which the person would rather lead.
        NotAvailable = "not_available",
    }
}

impl Rule {
    /// Decided by how many people are expected.
    pub fn is_about_numbers(self) -> bool {
        matches!(self, Rule::OverCapacity | Rule::TooFewPeople | Rule::TooManyPeople)
    }

    /// Whether a person with a good reason may decide otherwise.
    pub fn yields(self) -> bool {
        matches!(self, Rule::OutsideOpeningHours | Rule::PersonGap)
    }
}

text_enum! {
    /// What a reason means for the change.
    pub Severity {
        /// The change is refused.
        Block = "block",
        /// The change stands; somebody should look.
        Warn = "warn",
    }
}

text_enum! {
    /// What a reason is about.
    pub SubjectKind {
        /// A room.
        Room = "room",
        /// A person.
        Person = "person",
        /// The session itself.
        Session = "session",
        /// The studio.
        Studio = "studio",
    }
}

/// The session that is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OtherSession {
    /// Which; absent outside the reader's districts.
    #[schema(required = true)]
    pub id: Option<SessionId>,
    /// Its title, or `busy elsewhere`.
    pub title: String,
    /// When it starts.
    pub starts_at: Millis,
    /// When it ends.
    pub ends_at: Millis,
    /// Whose it is; decides who sees which session it is, never sent.
    #[serde(skip)]
    #[schema(ignore)]
    pub district: Option<DistrictId>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// Which rule.
    pub rule: Rule,
    /// What it is about.
    pub subject_kind: SubjectKind,
    /// Which one.
    #[schema(required = true)]
    pub subject_id: Option<String>,
    /// Its name.
    pub subject: String,
    /// Whether it refuses.
    pub severity: Severity,
    /// What is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_session: Option<OtherSession>,
    /// The time that both want.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Span>,
}

impl Reason {
    pub(super) fn about(rule: Rule, severity: Severity, kind: SubjectKind, id: Option<&str>, subject: &str) -> Self {
        Reason {
            rule,
            subject_kind: kind,
            subject_id: id.map(str::to_owned),
            subject: subject.to_owned(),
            severity,
            other_session: None,
            overlap: None,
        }
    }

    pub(super) fn against(mut self, busy: &Busy, overlap: Span) -> Self {
        self.other_session = Some(OtherSession {
            id: Some(busy.session.clone()),
            title: busy.title.clone(),
            starts_at: busy.span.from_at,
            ends_at: busy.span.to_at,
            district: Some(busy.district_id.clone()),
        });
        self.overlap = Some(overlap);
        self
    }

    /// What somebody with these districts may know of it: elsewhere only that it is busy, and when (S14).
    #[must_use]
    pub fn seen_by(mut self, districts: &Scope) -> Self {
        if let Some(other) = &mut self.other_session
            && !other
                .district
                .as_ref()
                .is_some_and(|district| districts.contains(district))
        {
            other.id = None;
            other.title = "busy elsewhere".into();
        }
        self
    }
}

/// Whether any of them refuses.
pub fn blocks(reasons: &[Reason]) -> bool {
    reasons.iter().any(|reason| reason.severity == Severity::Block)
}
