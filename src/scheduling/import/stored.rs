//! A session that is there already, and what a line would have otherwise. What the sheet does not say is not compared.

use crate::ids::PersonId;
use crate::imports::kind::{Change, changes};
use crate::imports::rows::{Line, shown};
use crate::scheduling::import::line::{Said, SessionLine};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::slot::local_end;

/// A session of the database.
#[derive(Clone, Debug)]
pub struct Stored {
    /// When it ends, `HH:MM` on the studio's wall.
    pub local_end: String,
    /// Which kind, by its code.
    pub type_code: String,
    /// Its own title, if it has one.
    pub title: String,
    /// How many people are expected.
    pub people: Option<i64>,
    pub note: String,
    /// Where it is in its life.
    pub state: SessionState,
    /// Those who lead, sorted by id.
    pub leads: Vec<(PersonId, String)>,
    /// Those who co-lead, sorted by id.
    pub co_leads: Vec<(PersonId, String)>,
}

impl Stored {
    /// What a sheet calls its state.
    pub fn said(&self) -> Said {
        match self.state {
            SessionState::Draft | SessionState::OnHold => Said::Draft,
            SessionState::Cancelled | SessionState::Skipped => Said::Cancelled,
            _ => Said::Planned,
        }
    }

    /// Whether a line that says this is about it, should it say anything else as well.
    pub fn fits(&self, said: Said) -> bool {
        // what was cancelled can be planned anew
        !matches!((said, self.said()), (Said::Planned | Said::Draft, Said::Cancelled))
    }

    /// What the line would have otherwise.
    pub fn changes(&self, line: &Line, wanted: &SessionLine) -> Vec<Change> {
        let names = |people: &[(PersonId, String)]| {
            let names: Vec<&str> = people.iter().map(|(_, name)| name.as_str()).collect();
            names.join("; ")
        };
        let people = |people: Option<i64>| people.map(|people| people.to_string()).unwrap_or_default();
        let end = local_end(&wanted.slot.zone, wanted.slot.span.to_at).unwrap_or_default();
        let mut found = vec![
            (
                "state",
                self.said().as_str().to_owned(),
                wanted.said.as_str().to_owned(),
            ),
            ("end", self.local_end.clone(), end),
            ("type", self.type_code.clone(), wanted.kind.code.clone()),
        ];
        if line.has("title") {
            found.push(("title", self.title.clone(), wanted.title()));
        }
        if line.has("lead") {
            found.push(("lead", names(&self.leads), names(&wanted.lead_names())));
        }
        if line.has("co_lead") {
            found.push(("co_lead", names(&self.co_leads), names(&wanted.co_lead_names())));
        }
        if line.has("people") {
            found.push(("people", people(self.people), people(wanted.people)));
        }
        let mut found = changes(found);
        if line.has("note") && self.note != wanted.note {
            found.push(Change {
                column: "note",
                was: shown(&self.note),
                now: shown(&wanted.note),
            });
        }
        found
    }
}
