//! Counsellors: `nickname,home_district,status,intake_no,available`. They become people without a passphrase; a card from
//! their coordinator lets them sign in.

use crate::accounts::api::{NewPerson, create_person_in, qualifications};
use crate::accounts::model::{CounsellorStatus, Nickname, Qualifications, Role};
use crate::db::{Conn, Tx};
use crate::districts::api::DistrictsByName;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use crate::imports::kind::{Change, ImportContext, Judged, Kind, Spreadsheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed, optional, tidy};
use crate::imports::values::count;
use crate::scheduling::import::store::{CounsellorRow, list_counsellors, list_taken};
use crate::scheduling::rules::Available;
use std::collections::{HashMap, HashSet};

pub struct CounsellorsKind;

struct CounsellorsSheet {
    districts: DistrictsByName,
    there: HashMap<String, CounsellorRow>,
    qualified: HashMap<PersonId, Qualifications>,
    taken: HashSet<String>,
    seen: HashSet<String>,
    fresh: Vec<Fresh>,
    by: Option<PersonId>,
}

#[derive(Clone)]
struct Fresh {
    nickname: Nickname,
    home_district: DistrictId,
    status: CounsellorStatus,
    intake_no: Option<i64>,
    available: String,
}

impl Kind for CounsellorsKind {
    fn name(&self) -> &'static str {
        "counsellors"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("nickname", &["昵称", "化名"]),
            needed("home_district", &["区", "所属区", "所在区", "district"]),
            needed("status", &["资格", "状态", "认证状态", "qualification"]),
            optional("intake_no", &["期", "期数", "期次", "intake"]),
            optional(
                "available",
                &["可排时间", "可用时间", "空闲时间", "可排班时间", "availability"],
            ),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        true
    }

    fn begin(&self, conn: &mut Conn, asker: &ImportContext, lines: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let keys: Vec<String> = lines
            .iter()
            .map(|line| Nickname::key_of(line.text("nickname")))
            .collect();
        let there = list_counsellors(conn)?;
        let ids: Vec<PersonId> = there.iter().map(|row| row.id.clone()).collect();
        Ok(Box::new(CounsellorsSheet {
            districts: DistrictsByName::load(conn, &asker.scope)?,
            there: there.into_iter().map(|row| (row.nickname_key.clone(), row)).collect(),
            qualified: qualifications(conn, &ids)?,
            taken: list_taken(conn, &keys)?.into_iter().collect(),
            seen: HashSet::new(),
            fresh: vec![],
            by: asker.person.clone(),
        }))
    }
}

fn status(cell: &str) -> Option<CounsellorStatus> {
    match cell {
        "同伴辅导员" => Some(CounsellorStatus::Certified),
        "准同伴辅导员" => Some(CounsellorStatus::Provisional),
        "同伴候选人" => Some(CounsellorStatus::Candidate),
        code => CounsellorStatus::parse(&code.to_lowercase()),
    }
}

impl CounsellorsSheet {
    fn read(&self, line: &Line) -> Judged<Fresh> {
        let refuse = |code| move || Verdict::refused(code, "");
        let nickname =
            Nickname::parse("nickname", line.text("nickname")).map_err(|_| Verdict::refused("bad_nickname", ""))?;
        let home_district = self.districts.find(line.cell("home_district"))?.id.clone();
        let status = status(line.cell("status")).ok_or_else(refuse("bad_status"))?;
        let intake_no = Some(line.cell("intake_no")).filter(|cell| !cell.is_empty());
        let intake_no = intake_no
            .map(|cell| count(cell).filter(|no| *no > 0).ok_or_else(refuse("bad_intake_no")))
            .transpose()?;
        let available = tidy(line.cell("available"));
        Available::parse(&available).ok_or_else(refuse("bad_available"))?;
        Ok(Fresh {
            nickname,
            home_district,
            status,
            intake_no,
            available,
        })
    }

    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let fresh = self.read(line)?;
        if !self.seen.insert(fresh.nickname.key().to_owned()) {
            return Err(Verdict::refused("duplicate", ""));
        }
        if let Some(row) = self.there.get(fresh.nickname.key()) {
            let is_ours = row
                .home_district_id
                .as_ref()
                .is_some_and(|home| self.districts.holds(home));
            return if is_ours {
                Ok(Verdict::compared(self.compare(line, row, &fresh)))
            } else {
                Err(Verdict::refused("nickname_taken", ""))
            };
        }
        if self.taken.contains(fresh.nickname.key()) {
            return Err(Verdict::refused("nickname_taken", ""));
        }
        self.fresh.push(fresh);
        Ok(Verdict::ok())
    }

    /// What is there is not changed by a sheet: a status comes from gates, a district from headquarters.
    fn compare(&self, line: &Line, row: &CounsellorRow, fresh: &Fresh) -> Vec<Change> {
        let home = |id: Option<&DistrictId>| id.and_then(|id| self.districts.name(id)).unwrap_or_default();
        let held = self.qualified.get(&row.id).and_then(Qualifications::lasting);
        let status = |status: Option<CounsellorStatus>| status.map_or("", CounsellorStatus::as_str).to_owned();
        let intake = |no: Option<i64>| no.map(|no| no.to_string()).unwrap_or_default();
        let mut found = vec![
            (
                "home_district",
                home(row.home_district_id.as_ref()),
                home(Some(&fresh.home_district)),
            ),
            ("status", status(held), status(Some(fresh.status))),
        ];
        if line.has("intake_no") {
            found.push(("intake_no", intake(row.intake_no), intake(fresh.intake_no)));
        }
        if line.has("available") {
            found.push(("available", row.available.clone(), fresh.available.clone()));
        }
        changes(found)
    }
}

impl Spreadsheet for CounsellorsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        for fresh in &self.fresh {
            let new = NewPerson {
                counsellor_status: Some(fresh.status),
                home_district: Some(fresh.home_district.clone()),
                intake_no: fresh.intake_no,
                available: fresh.available.clone(),
                created_by: self.by.clone(),
                ..NewPerson::new(fresh.nickname.clone())
            };
            let new = new.with(Role::Counsellor, Some(fresh.home_district.clone()));
            create_person_in(tx, &new)?;
        }
        Ok(())
    }
}
