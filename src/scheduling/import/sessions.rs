//! A month of sessions: `日期,时间,工作室,活动室,类型,主带,协同,人数,备注`, and our own export of one.

use crate::accounts::access::Scope;
use crate::accounts::model::{CounsellorStatus, Nickname};
use crate::db::{Conn, Tx};
use crate::districts::api;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::imports::kind;
use crate::imports::kind::{ImportContext, Judged, Kind, Spreadsheet, Verdict};
use crate::imports::rows::{Column, Line, needed, optional};
use crate::imports::values::parts;
use crate::local_time::{clock_text, minute_text, wall, zone};
use crate::scheduling::import::calendar::{Calendar, Other};
use crate::scheduling::import::gather::{calendar, monday_of, names};
use crate::scheduling::import::keys::LineKey;
use crate::scheduling::import::line::{Names, Said, SessionLine};
use crate::scheduling::rules::{Facts, Person, Proposal, ROOM_BUFFER, Reason, Severity, is_open, judge, open_around};
use crate::scheduling::sessions::actions::insert::{SessionDetails, insert_imported};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::types::model::SessionType;
use crate::scheduling::{import, sessions};
use std::collections::HashSet;

/// A month of sessions.
pub struct SessionsKind;

struct SessionsSheet {
    names: Names,
    calendar: Calendar,
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
        Ok(Box::new(SessionsSheet {
            names: names(conn, asker, month)?,
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
        self.opening(&wanted)?;
        if wanted.people.is_some_and(|people| people > wanted.room.capacity) {
            return Err(Verdict::refused(
                "over_capacity",
                format!("the room holds {}", wanted.room.capacity),
            ));
        }
        qualified(&wanted)?;
        let span = wanted.slot.span;
        let atoms = wanted.proposal().room.atoms();
        if let Some(other) = atoms.iter().find_map(|room| self.calendar.in_room(room, span)) {
            return Err(Verdict::refused("room_overlap", "").against(self.shown(&wanted, other)));
        }
        let blocked = atoms.iter().filter_map(|room| self.names.blocked.get(room)).flatten();
        if blocked
            .copied()
            .any(|block| block.overlap(span.widened(ROOM_BUFFER)).is_some())
        {
            return Err(Verdict::refused("room_blocked", ""));
        }
        self.free(&wanted)?;
        let monday = monday_of(wanted.date).map_err(|_| Verdict::refused("bad_date", ""))?;
        let proposal = wanted.proposal();
        let warnings = self.warnings(&wanted, &proposal, &monday);
        let codes = warnings.iter().map(|reason| reason.rule.as_str()).collect();
        self.bring(&wanted, key, &monday);
        self.fresh.push(Fresh {
            proposal,
            note: wanted.note,
            state: SessionState::Published,
            warnings,
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

    /// What is in the way, as whoever brings the sheet may know it (S14).
    fn shown(&self, wanted: &SessionLine, other: &Other) -> kind::Other {
        let is_known = self.scope.contains(&other.district);
        let types = self.names.places.get(&other.studio).map(|place| place.types.as_slice());
        let kind = types.and_then(|types| types.iter().find(|kind| kind.code == other.type_code));
        let at = |at| zone(&wanted.studio.zone).and_then(|zone| wall(&zone, at)).ok();
        let (from, to) = (at(other.span.from_at), at(other.span.to_at));
        let clock = |at: Option<jiff::civil::DateTime>| at.map(|at| clock_text(at.time())).unwrap_or_default();
        kind::Other {
            title: is_known.then(|| other.title.clone()),
            type_name: kind
                .filter(|_| is_known && other.title.is_empty())
                .map(SessionType::name),
            date: from.map(|from| from.date().to_string()).unwrap_or_default(),
            start: clock(from),
            end: clock(to),
            line: other.line,
        }
    }

    /// Nobody is elsewhere, or on the line twice.
    fn free(&self, wanted: &SessionLine) -> Judged<()> {
        let mut seen: Vec<&PersonId> = vec![];
        for person in wanted.leads() {
            if seen.contains(&&person.id) {
                return Err(Verdict::refused("person_overlap", format!("{} twice", person.nickname)));
            }
            seen.push(&person.id);
            if let Some(other) = self
                .calendar
                .with_person(&person.id, &wanted.studio.id, wanted.slot.span)
            {
                let refused = Verdict::refused("person_overlap", person.nickname.clone());
                return Err(refused.against(self.shown(wanted, other)));
            }
        }
        Ok(())
    }

    fn opening(&self, wanted: &SessionLine) -> Judged<()> {
        let place = self.names.places.get(&wanted.studio.id);
        let on = |date| place.map(|place| place.hours.on(date)).unwrap_or_default();
        let hours = on(wanted.date);
        let open = open_around(&wanted.slot, on).map_err(|_| Verdict::refused("bad_date", ""))?;
        if is_open(wanted.slot.span, &open) {
            return Ok(());
        }
        let shown = |(from, to): &(i64, i64)| format!("{}-{}", minute_text(*from), minute_text(*to));
        let open: Vec<_> = hours.iter().map(shown).collect();
        Err(Verdict::refused("outside_opening_hours", open.join(" ")))
    }

    /// What planning would warn of.
    fn warnings(&self, wanted: &SessionLine, proposal: &Proposal, monday: &str) -> Vec<Reason> {
        let facts = Facts {
            led: wanted
                .leads()
                .map(|person| (person.id.clone(), self.calendar.led(&person.id, monday)))
                .collect(),
            ..Facts::default()
        };
        let mut warnings = judge(proposal, &facts);
        warnings.retain(|reason| reason.severity == Severity::Warn);
        warnings
    }

    fn bring(&mut self, wanted: &SessionLine, key: LineKey, monday: &str) {
        let other = Other {
            studio: wanted.studio.id.clone(),
            district: wanted.studio.district_id.clone(),
            title: wanted.title(),
            type_code: wanted.kind.code.clone(),
            span: wanted.slot.span,
            line: Some(wanted.line),
        };
        for room in wanted.proposal().room.atoms() {
            self.calendar.use_room(room, other.clone());
        }
        for person in wanted.leads() {
            self.calendar.use_person(person.id.clone(), other.clone());
            self.calendar.lead(person.id.clone(), monday.to_owned());
        }
        self.calendar.bring(key);
    }
}

/// Somebody certified leads, and no candidate does.
fn qualified(wanted: &SessionLine) -> Judged<()> {
    let is = |status| move |person: &&Person| person.status_on(&wanted.slot) == Some(status);
    if let Some(person) = wanted.leads().find(is(CounsellorStatus::Candidate)) {
        return Err(Verdict::refused(
            "not_qualified",
            format!("{} is a candidate", person.nickname),
        ));
    }
    if !wanted.leads().any(|person| is(CounsellorStatus::Certified)(&person)) {
        return Err(Verdict::refused("not_qualified", "nobody certified"));
    }
    Ok(())
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
