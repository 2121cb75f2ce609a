//! A month of sessions: `日期,时间,工作室,活动室,类型,主带,协同,人数,备注`.

use super::calendar::{Calendar, Key, Other, Twin};
use super::gather::{calendar, monday_of, names};
use super::line::{Names, Wanted};
use crate::accounts::model::{CounsellorStatus, Nickname};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{Conn, Tx};
use crate::districts::front;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::imports::kind::{Asker, Judged, Kind, Sheet, Verdict};
use crate::imports::rows::{Column, Line, needed, optional};
use crate::imports::values::parts;
use crate::scheduling::actions::{Beside, Kit, insert_published};
use crate::scheduling::model::Span;
use crate::scheduling::model::slot::{clock_text, wall, zone};
use crate::scheduling::rules::{Facts, Person, Proposal, Reason, Severity, judge};
use crate::scheduling::store;
use std::collections::HashSet;

/// A month of sessions.
pub struct SessionsKind {
    /// What planning needs.
    pub kit: Kit,
}

struct SessionsSheet {
    kit: Kit,
    names: Names,
    calendar: Calendar,
    fresh: Vec<Fresh>,
    by: Option<PersonId>,
}

/// A session that comes in.
struct Fresh {
    proposal: Proposal,
    note: String,
    warnings: Vec<Reason>,
}

impl Kind for SessionsKind {
    fn name(&self) -> &'static str {
        "sessions"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("date", &["日期"]),
            needed("time", &["时间"]),
            needed("studio", &["工作室"]),
            needed("room", &["活动室"]),
            needed("type", &["类型"]),
            needed("lead", &["主带"]),
            optional("co_lead", &["协同"]),
            optional("people", &["人数"]),
            optional("note", &["备注"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        true
    }

    /// The head rows of planning: the studios and people that the sheet names, in the order in which a plan takes them.
    fn lock(&self, tx: &mut Tx<'_>, asker: &Asker, lines: &[Line]) -> Result<()> {
        let named: HashSet<&str> = lines.iter().map(|line| line.cell("studio")).collect();
        let studios = front::StudiosByName::load(tx.conn(), &asker.scope)?;
        let mut studios: Vec<_> = studios
            .all()
            .filter(|studio| named.contains(studio.name.as_str()))
            .collect();
        studios.sort_by(|a, b| a.id.cmp(&b.id));
        for studio in studios {
            store::sessions::lock_studio(tx.conn(), &studio.id)?;
        }
        let keys: HashSet<String> = lines
            .iter()
            .flat_map(people_of)
            .map(|name| Nickname::key_of(&name))
            .collect();
        let people = store::import::list_counsellors(tx.conn())?;
        let people: Vec<PersonId> = people
            .into_iter()
            .filter(|row| keys.contains(&row.nickname_key))
            .map(|row| row.id)
            .collect();
        Ok(store::sessions::lock_people(tx.conn(), &people)?)
    }

    fn begin(&self, conn: &mut Conn, asker: &Asker, _: &[Line]) -> Result<Box<dyn Sheet>> {
        let month = asker.month.ok_or_else(|| Error::field("month", "required"))?;
        Ok(Box::new(SessionsSheet {
            kit: self.kit.clone(),
            names: names(conn, asker, month)?,
            calendar: calendar(conn, month)?,
            fresh: vec![],
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
        match self.calendar.twin(&key) {
            Some(Twin::Line) => return Err(Verdict::refused("duplicate", "")),
            Some(Twin::Stored) => {
                self.calendar.bring(key);
                return Ok(Verdict::unchanged());
            }
            None => {}
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
        if let Some(other) = self.calendar.in_room(&wanted.room.id, span) {
            return Err(Verdict::refused("room_overlap", shown_span(&wanted, other.span)));
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
            warnings,
        });
        Ok(Verdict::ok().with_warnings(codes))
    }

    /// Nobody is elsewhere, or on the line twice.
    fn free(&self, wanted: &Wanted) -> Judged<()> {
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
                let detail = format!("{} {}", person.nickname, shown_span(wanted, other.span));
                return Err(Verdict::refused("person_overlap", detail));
            }
        }
        Ok(())
    }

    fn opening(&self, wanted: &Wanted) -> Judged<()> {
        let hours = self
            .names
            .places
            .get(&wanted.studio.id)
            .map(|place| place.hours.on(wanted.date))
            .unwrap_or_default();
        let (from, to) = wanted.minutes;
        if hours.iter().any(|(open, shut)| *open <= from && to <= *shut) {
            return Ok(());
        }
        let shown =
            |(from, to): &(i64, i64)| format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60);
        let open: Vec<_> = hours.iter().map(shown).collect();
        Err(Verdict::refused("outside_opening_hours", open.join(" ")))
    }

    /// What planning would warn of.
    fn warnings(&self, wanted: &Wanted, proposal: &Proposal, monday: &str) -> Vec<Reason> {
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

    fn bring(&mut self, wanted: &Wanted, key: Key, monday: &str) {
        let other = Other {
            studio: wanted.studio.id.clone(),
            span: wanted.slot.span,
        };
        self.calendar.use_room(wanted.room.id.clone(), other.clone());
        for person in wanted.leads() {
            self.calendar.use_person(person.id.clone(), other.clone());
            self.calendar.lead(person.id.clone(), monday.to_owned());
        }
        self.calendar.bring(key);
    }
}

/// Somebody certified leads, and no candidate does.
fn qualified(wanted: &Wanted) -> Judged<()> {
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

/// Only the time of the other session: it may belong to another district (S14).
fn shown_span(wanted: &Wanted, other: Span) -> String {
    let text = || -> Result<String> {
        let zone = zone(&wanted.studio.zone)?;
        let (from, to) = (wall(&zone, other.from_at)?, wall(&zone, other.to_at)?);
        Ok(format!(
            "{} {}-{}",
            from.date(),
            clock_text(from.time()),
            clock_text(to.time())
        ))
    };
    text().unwrap_or_default()
}

impl Sheet for SessionsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>, _: &Clock, _: &Chance) -> Result<()> {
        for fresh in &self.fresh {
            let beside = Beside {
                note: fresh.note.clone(),
                ..Beside::default()
            };
            insert_published(
                tx,
                &self.kit,
                &fresh.proposal,
                beside,
                &fresh.warnings,
                self.by.as_ref(),
            )?;
        }
        Ok(())
    }
}
