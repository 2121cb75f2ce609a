//! A month of sessions: `日期,时间,工作室,活动室,类型,主带,协同,人数,备注`, and our own export of one.
//!
//! A line is judged by the rules that judge a plan, over the calendar with the lines before it. Two things are the sheet's own: a
//! line that names nobody who leads is refused, where a plan is only understaffed; and nothing can be set aside in a sheet. It
//! shows one reason, by the word that agencies use for it (`verdict_of`).

use crate::accounts::access::Scope;
use crate::accounts::model::Nickname;
use crate::db::{Conn, Tx};
use crate::districts::api;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::imports::kind;
use crate::imports::kind::{ImportContext, Judged, Kind, Spreadsheet, Verdict};
use crate::imports::rows::{Column, Line, needed, optional};
use crate::imports::values::parts;
use crate::local_time::{clock_text, minute_text, wall, zone};
use crate::scheduling::import::calendar::Calendar;
use crate::scheduling::import::gather::{around, calendar, names};
use crate::scheduling::import::keys::LineKey;
use crate::scheduling::import::line::{Names, Said, SessionLine};
use crate::scheduling::rules::{Proposal, Reason, Rule, Severity, SubjectKind, judge};
use crate::scheduling::sessions::actions::insert::{SessionDetails, insert_imported};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::types::model::SessionType;
use crate::scheduling::validation::facts::GatheredFacts;
use crate::scheduling::{import, sessions};
use std::collections::HashSet;

/// A month of sessions.
pub struct SessionsKind;

struct SessionsSheet {
    names: Names,
    calendar: Calendar,
    around: GatheredFacts,
    fresh: Vec<Fresh>,
    scope: Scope,
    by: Option<PersonId>,
}

/// A session that comes in.
struct Fresh {
    proposal: Proposal,
    note: String,
    state: SessionState,
    warnings: Vec<Reason>,
}

impl Kind for SessionsKind {
    fn name(&self) -> &'static str {
        "sessions"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("date", &["日期", "活动日期", "开展日期"]),
            needed("time", &["时间", "活动时间", "时段", "时间段", "起止时间"]).or(&["start", "end"]),
            optional("start", &["开始", "开始时间", "起始时间", "start time"]),
            optional("end", &["结束", "结束时间", "终止时间", "end time"]),
            needed("studio", &["工作室", "地点", "活动地点"]),
            needed("room", &["活动室", "房间", "教室"]),
            needed("type", &["类型", "活动类型", "小组类型", "kind"]),
            needed(
                "lead",
                &["主带", "主带人", "主带领", "主带领人", "带领人", "带领", "leader"],
            )
            .or(&["seats_filled"]),
            optional(
                "co_lead",
                &[
                    "协同",
                    "协同带领",
                    "协同人",
                    "协带",
                    "副带",
                    "副带领",
                    "副带领人",
                    "副带人",
                    "co leader",
                ],
            ),
            optional("people", &["人数", "预计人数", "expected", "participants"]),
            optional("note", &["备注", "说明", "备注说明", "notes", "remark", "remarks"]),
            optional("title", &["标题", "主题", "名称", "活动名称", "name"]),
            optional("state", &["状态", "活动状态", "status"]),
            // figures of our own export, which names nobody
            optional("attendances", &[]),
            optional("seats_needed", &[]),
            optional("seats_filled", &[]),
            optional("zone", &[]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        true
    }

    /// The head rows of planning: the studios and people that the sheet names, in the order in which a plan takes them.
    fn lock(&self, tx: &mut Tx<'_>, asker: &ImportContext, lines: &[Line]) -> Result<()> {
        let named: HashSet<&str> = lines.iter().map(|line| line.cell("studio")).collect();
        let studios = api::StudiosByName::load(tx.conn(), &asker.scope)?;
        let mut studios: Vec<_> = studios
            .all()
            .filter(|studio| named.contains(studio.name.as_str()))
            .collect();
        studios.sort_by(|a, b| a.id.cmp(&b.id));
        for studio in studios {
            sessions::store::lock_studio(tx.conn(), &studio.id)?;
        }
        let keys: HashSet<String> = lines
            .iter()
            .flat_map(people_of)
            .map(|name| Nickname::key_of(&name))
            .collect();
        let people = import::store::list_counsellors(tx.conn())?;
        let people: Vec<PersonId> = people
            .into_iter()
            .filter(|row| keys.contains(&row.nickname_key))
            .map(|row| row.id)
            .collect();
        Ok(sessions::store::lock_people(tx.conn(), &people)?)
    }

    fn begin(&self, conn: &mut Conn, asker: &ImportContext, _: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let month = asker.month.ok_or_else(|| Error::field("month", "required"))?;
        let names = names(conn, asker, month)?;
        Ok(Box::new(SessionsSheet {
            around: around(conn, &names)?,
            names,
            calendar: calendar(conn, month)?,
            fresh: vec![],
            scope: asker.scope.clone(),
            by: asker.person.clone(),
        }))
    }
}

fn people_of(line: &Line) -> Vec<String> {
    let mut names = parts(line.cell("co_lead"));
    names.push(line.cell("lead").to_owned());
    names
}

impl SessionsSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let wanted = self.names.read(line)?;
        let key = wanted.key();
        // what was called off stands beside what was planned anew in its place
        let is_cancelled = matches!(wanted.said, Said::Cancelled);
        if !is_cancelled && self.calendar.is_repeated(&key) {
            return Err(Verdict::refused("duplicate", ""));
        }
        let twin = self.calendar.twin(
            &wanted.place(),
            |stored| stored.fits(wanted.said),
            |stored| stored.changes(line, &wanted),
        );
        if let Some(changes) = twin {
            if changes.is_empty() && !is_cancelled {
                self.calendar.bring(key);
            }
            return Ok(Verdict::compared(changes));
        }
        match wanted.said {
            Said::Cancelled => return Err(Verdict::refused("not_planned", "")),
            Said::Draft => return self.draft(wanted, key),
            Said::Planned => {}
        }
        self.is_led(&wanted)?;
        let proposal = wanted.proposal();
        let facts = self.around.facts(&proposal);
        let facts = facts.map_err(|_| Verdict::refused("bad_date", ""))?;
        let reasons = judge(&proposal, &facts);
        if let Some(reason) = foremost(&reasons) {
            return Err(self.refused(&wanted, reason));
        }
        let codes = reasons.iter().map(|reason| reason.rule.as_str()).collect();
        self.around.put(&SessionId::numbered(wanted.line), &proposal);
        self.calendar.bring(key);
        self.fresh.push(Fresh {
            proposal,
            note: wanted.note,
            state: SessionState::Published,
            warnings: reasons,
        });
        Ok(Verdict::ok().with_warnings(codes))
    }

    /// A draft claims nothing, so nothing is in its way; what speaks against it is said when it is published.
    fn draft(&mut self, wanted: SessionLine, key: LineKey) -> Judged<Verdict> {
        self.calendar.bring(key);
        self.fresh.push(Fresh {
            proposal: wanted.proposal(),
            note: wanted.note,
            state: SessionState::Draft,
            warnings: vec![],
        });
        Ok(Verdict::ok())
    }

    /// Somebody leads, and nobody is on the line twice.
    fn is_led(&self, wanted: &SessionLine) -> Judged<()> {
        let mut seen: Vec<&PersonId> = vec![];
        for person in wanted.leads() {
            if seen.contains(&&person.id) {
                return Err(Verdict::refused("person_overlap", format!("{} twice", person.nickname)));
            }
            seen.push(&person.id);
        }
        if seen.is_empty() {
            return Err(Verdict::refused("not_qualified", "nobody certified"));
        }
        Ok(())
    }

    /// The verdict on what the rules refuse, as whoever brings the sheet may know it (S14).
    fn refused(&self, wanted: &SessionLine, reason: &Reason) -> Verdict {
        let district = reason.other_session.as_ref().and_then(|other| other.district.clone());
        let studio = reason.other_session.as_ref().and_then(|other| other.studio.clone());
        let seen = reason.clone().seen_by(&self.scope);
        let detail = match reason.rule {
            Rule::OverCapacity => format!("the room holds {}", wanted.room.capacity),
            Rule::NotQualified => "nobody certified".to_owned(),
            Rule::CandidateLeads => format!("{} is a candidate", reason.subject),
            Rule::OutsideOpeningHours => self.open_on(wanted),
            _ if reason.subject_kind == SubjectKind::Person => reason.subject.clone(),
            _ => String::new(),
        };
        let verdict = Verdict::refused(verdict_of(seen.rule), detail);
        let Some(other) = seen.other_session else {
            return verdict;
        };
        let is_known = district.is_some_and(|district| self.scope.contains(&district));
        let types = studio
            .and_then(|studio| self.names.places.get(&studio))
            .map(|place| &place.types);
        let kind = types.and_then(|types| types.iter().find(|kind| kind.code == other.kind));
        let at = |at| zone(&wanted.studio.zone).and_then(|zone| wall(&zone, at)).ok();
        let (from, to) = (at(other.starts_at), at(other.ends_at));
        let clock = |at: Option<jiff::civil::DateTime>| at.map(|at| clock_text(at.time())).unwrap_or_default();
        verdict.against(kind::Other {
            title: is_known.then(|| other.title.clone()),
            type_name: kind
                .filter(|_| is_known && other.title.is_empty())
                .map(SessionType::name),
            date: from.map(|from| from.date().to_string()).unwrap_or_default(),
            start: clock(from),
            end: clock(to),
            line: reason.other_id().and_then(SessionId::number),
        })
    }

    /// The hours of the date, for the detail of a refusal.
    fn open_on(&self, wanted: &SessionLine) -> String {
        let place = self.names.places.get(&wanted.studio.id);
        let hours = place.map(|place| place.hours.on(wanted.date)).unwrap_or_default();
        let shown = |(from, to): &(i64, i64)| format!("{}-{}", minute_text(*from), minute_text(*to));
        hours.iter().map(shown).collect::<Vec<_>>().join(" ")
    }
}

/// What a sheet calls a rule. It names two groups of rules as agencies do: who may lead, and being elsewhere, rest included.
fn verdict_of(rule: Rule) -> &'static str {
    match rule {
        Rule::CandidateLeads | Rule::WrongRole => Rule::NotQualified.as_str(),
        Rule::PersonGap => Rule::PersonOverlap.as_str(),
        rule => rule.as_str(),
    }
}

/// The reason that a refused line gives: a sheet shows one, and what is wrong with the line itself goes before what is in its way.
fn foremost(reasons: &[Reason]) -> Option<&Reason> {
    let rank = |reason: &&Reason| match reason.rule {
        Rule::OutsideOpeningHours => 0,
        Rule::OverCapacity => 1,
        Rule::PersonInactive | Rule::CandidateLeads | Rule::WrongRole => 2,
        Rule::NotQualified => 3,
        Rule::RoomOverlap | Rule::RoomBlocked => 4,
        Rule::PersonOverlap | Rule::PersonGap => 5,
        _ => 6,
    };
    let blocks = reasons.iter().filter(|reason| reason.severity == Severity::Block);
    blocks.min_by_key(rank)
}

impl Spreadsheet for SessionsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        for fresh in &self.fresh {
            let details = SessionDetails {
                note: fresh.note.clone(),
                ..SessionDetails::default()
            };
            insert_imported(
                tx,
                &fresh.proposal,
                details,
                fresh.state,
                &fresh.warnings,
                self.by.as_ref(),
            )?;
        }
        Ok(())
    }
}
