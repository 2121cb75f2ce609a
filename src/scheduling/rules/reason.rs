//! Why something is refused or doubtful.

use crate::accounts::access::Scope;
use crate::clock::Millis;
use crate::ids::{DistrictId, SessionId, StudioId};
use crate::scheduling::rules::Busy;
use crate::scheduling::slot::Span;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The rules, by the code that clients translate.
    pub Rule {
        /// The room is taken, its buffers included.
        RoomOverlap = "room_overlap",
        /// The room, or a part of it, is closed or lent out.
        RoomBlocked = "room_blocked",
        /// The person is on another session at that time.
        PersonOverlap = "person_overlap",
        /// Too little time between two sessions of a person.
        PersonGap = "person_gap",
        /// The studio is not open.
        OutsideOpeningHours = "outside_opening_hours",
        /// More people than the room holds.
        OverCapacity = "over_capacity",
        /// Too few certified counsellors are among those who lead.
        NotQualified = "not_qualified",
        CandidateLeads = "candidate_leads",
        /// The assignment is for somebody with another role.
        WrongRole = "wrong_role",
        /// The account is not in use.
        PersonInactive = "person_inactive",
        /// The room or studio is not in use.
        PlaceInactive = "place_inactive",
        /// Fewer people are assigned than the type needs.
        Understaffed = "understaffed",
        /// The person leads more sessions a week than is good for them.
        WeeklyCeiling = "weekly_ceiling",
        /// A class that no programme counts, by its type and module.
        CreditsNothing = "credits_nothing",
        /// Fewer people than the kind of session needs.
        TooFewPeople = "too_few_people",
        /// More people than is good for this kind of session.
        TooManyPeople = "too_many_people",
        /// Outside the hours in which the person would rather lead.
        NotAvailable = "not_available",
        /// The person has a place to take part elsewhere at that time; nothing claims it.
        TakesPartElsewhere = "takes_part_elsewhere",
        /// Not planned together with somebody who is there (M17): never with whom, nor who asked for it.
        KeepApart = "keep_apart",
        /// A practice place that the phase of the training does not have (T12).
        PhaseNotAllowed = "phase_not_allowed",
        /// The person is on leave; outside their districts it reads as `not_available`.
        OnLeave = "on_leave",
        /// More minutes on sessions of that day than the ceiling.
        DailyMinutes = "daily_minutes",
        /// More minutes on sessions of that week than the ceiling.
        WeeklyMinutes = "weekly_minutes",
        /// More days in a row with a session than the ceiling.
        ConsecutiveDays = "consecutive_days",
    }
}

impl Rule {
    /// Whether a change may set it aside, with a reason in words.
    pub fn yields(self) -> bool {
        matches!(
            self,
            Rule::OutsideOpeningHours
                | Rule::PersonGap
                | Rule::OnLeave
                | Rule::NotAvailable
                | Rule::WeeklyCeiling
                | Rule::DailyMinutes
                | Rule::WeeklyMinutes
                | Rule::ConsecutiveDays
        )
    }

    /// Whether a session that stands already may be kept with it, with a reason in words.
    pub fn may_be_kept(self) -> bool {
        self.yields() || matches!(self, Rule::PlaceInactive | Rule::OverCapacity | Rule::RoomBlocked)
    }

    /// Whether an override of `given` is one of this. Whoever may not know of a leave sets aside that somebody is not available.
    pub fn is_lifted_by(self, given: Rule) -> bool {
        self == given || (self == Rule::OnLeave && given == Rule::NotAvailable)
    }

    /// Whether the session has it and not somebody in particular on it: another lead or room does not make it another trouble.
    fn is_of_the_session(self) -> bool {
        matches!(self, Rule::NotQualified | Rule::OverCapacity)
    }

    /// Whether the database itself excludes it, so that nothing that stands can have it.
    pub fn is_double_booking(self) -> bool {
        matches!(self, Rule::RoomOverlap | Rule::PersonOverlap)
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
        Room = "room",
        Person = "person",
        Session = "session",
        Studio = "studio",
    }
}

/// The session that is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OtherSession {
    /// Which; absent outside the reader's districts.
    #[schema(required = true)]
    pub id: Option<SessionId>,
    /// The title that somebody wrote, or `busy elsewhere`; empty where it is called as its type is.
    pub title: String,
    /// Its type's code; empty where its title is `busy elsewhere`.
    #[serde(rename = "type", default)]
    pub kind: String,
    pub starts_at: Millis,
    pub ends_at: Millis,
    /// Whose it is; decides who sees which session it is, never sent.
    #[serde(skip)]
    #[schema(ignore)]
    pub district: Option<DistrictId>,
    /// In which studio; never sent.
    #[serde(skip)]
    #[schema(ignore)]
    pub studio: Option<StudioId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    pub rule: Rule,
    /// What it is about.
    pub subject_kind: SubjectKind,
    #[schema(required = true)]
    pub subject_id: Option<String>,
    pub subject: String,
    pub severity: Severity,
    /// What is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = OtherSession, required = false)]
    pub other_session: Option<OtherSession>,
    /// The time that both want.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Span, required = false)]
    pub overlap: Option<Span>,
    /// When the studio is open on the dates of the session; of a studio that is not open then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Span>, required = false)]
    pub open: Option<Vec<Span>>,
    /// What the rule allows at most, or asks for at least: minutes, sessions or days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, required = false)]
    pub limit: Option<i64>,
    /// It would refuse, and somebody has set it aside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_overridden: bool,
    /// It stood before the change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_standing: bool,
    /// How bad it is, in the rule's own measure: milliseconds, people, or 1.
    #[serde(skip)]
    #[schema(ignore)]
    pub extent: i64,
    /// The parts of the session that it is about, where it is about a time.
    #[serde(skip)]
    #[schema(ignore)]
    pub parts: Vec<Span>,
    /// Only these districts may know the rule; everybody where absent.
    #[serde(skip)]
    #[schema(ignore)]
    pub private_to: Option<Vec<DistrictId>>,
}

impl Reason {
    pub(crate) fn about(rule: Rule, severity: Severity, kind: SubjectKind, id: Option<&str>, subject: &str) -> Self {
        Reason {
            rule,
            subject_kind: kind,
            subject_id: id.map(str::to_owned),
            subject: subject.to_owned(),
            severity,
            other_session: None,
            overlap: None,
            open: None,
            is_overridden: false,
            is_standing: false,
            extent: 1,
            parts: vec![],
            limit: None,
            private_to: None,
        }
    }

    /// How bad it is.
    #[must_use]
    pub(crate) fn by(mut self, extent: i64) -> Self {
        self.extent = extent;
        self
    }

    #[must_use]
    pub(crate) fn with_limit(mut self, limit: i64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Which other session is in it; none, or of another district, is nothing.
    pub fn other_id(&self) -> Option<&SessionId> {
        self.other_session.as_ref().and_then(|other| other.id.as_ref())
    }

    /// Whether it would refuse if nobody had set it aside.
    pub fn is_block(&self) -> bool {
        self.severity == Severity::Block || self.is_overridden
    }

    /// Whether this, which stands, is the same trouble as `new` and no smaller: then a change has not brought `new`.
    pub fn covers(&self, new: &Reason) -> bool {
        let is_same = self.rule == new.rule
            && self.other_id() == new.other_id()
            && (self.rule.is_of_the_session() || self.subject_id == new.subject_id);
        let is_inside = new
            .parts
            .iter()
            .all(|part| self.parts.iter().any(|own| own.contains(*part)));
        is_same && is_inside && new.extent <= self.extent && !new.rule.is_double_booking()
    }

    pub(crate) fn against(mut self, busy: &Busy, overlap: Span) -> Self {
        self.other_session = Some(OtherSession {
            id: Some(busy.session.clone()),
            title: busy.title.clone(),
            kind: busy.type_code.clone(),
            starts_at: busy.span.from_at,
            ends_at: busy.span.to_at,
            district: Some(busy.district_id.clone()),
            studio: Some(busy.studio_id.clone()),
        });
        self.extent = overlap.to_at - overlap.from_at;
        self.overlap = Some(overlap);
        self
    }

    /// What somebody with these districts may know of it: elsewhere only that it is busy, and when (S14). A leave outside the
    /// person's districts is only that they are not available.
    #[must_use]
    pub fn seen_by(mut self, districts: &Scope) -> Self {
        if let Some(theirs) = &self.private_to
            && !theirs.iter().any(|district| districts.contains(district))
        {
            self.rule = Rule::NotAvailable;
        }
        if let Some(other) = &mut self.other_session
            && !other
                .district
                .as_ref()
                .is_some_and(|district| districts.contains(district))
        {
            other.id = None;
            other.title = "busy elsewhere".into();
            other.kind = String::new();
        }
        self
    }
}

/// Whether any of them refuses.
pub fn blocks(reasons: &[Reason]) -> bool {
    reasons.iter().any(|reason| reason.severity == Severity::Block)
}
