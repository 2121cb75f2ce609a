//! What a kind of session needs.

use crate::bilingual::Bilingual;
use crate::scheduling::roles::StaffRole;
use serde::{Deserialize, Serialize};

/// Staff that a type needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Need {
    pub role: StaffRole,
    pub count: usize,
    /// How many certified counsellors there must be; pooled over lead and co-lead.
    pub certified: usize,
}

/// One more of the staff for every so many people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Extra {
    pub role: StaffRole,
    /// For every so many people; a part counts as a whole.
    pub every: i64,
    pub above: i64,
}

/// A kind of session, as the studio has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionType {
    /// `peer_group_open` and so on.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// How long it usually lasts.
    pub minutes: i64,
    /// Fewer people are a warning.
    pub min_people: i64,
    /// More people are a warning.
    pub max_people: i64,
    pub needs: Vec<Need>,
    /// More staff for more people.
    pub per_extra: Option<Extra>,
    /// Belongs to the training of counsellors.
    pub is_training: bool,
    /// Takes place in a chat room.
    pub is_online: bool,
    /// The domain of training hours that it gives, if always the same.
    pub domain: Option<String>,
}

impl SessionType {
    /// What it is called.
    pub fn name(&self) -> Bilingual {
        Bilingual {
            zh: self.name_zh.clone(),
            en: self.name_en.clone(),
        }
    }

    /// The title of a session as it is kept: one that says nothing but the type's name is none, so that everybody reads the
    /// type in their own language.
    pub fn own_title(&self, written: Option<&str>) -> String {
        let written = written.filter(|title| *title != self.name_zh && *title != self.name_en);
        written.unwrap_or_default().to_owned()
    }
}

/// How many staff a session needs and has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Staffing {
    /// Staff that the type needs for so many people.
    pub needed: usize,
    /// How many of them are taken.
    pub filled: usize,
    /// No role is left open.
    pub is_met: bool,
}

impl SessionType {
    /// Compares who is assigned with what the type needs. Whoever leads counts as a lead, a co-lead or a trainer: a class
    /// that counsellors lead has its trainers.
    pub fn staffing(&self, people: Option<i64>, seats: &[StaffRole]) -> Staffing {
        let is_guide = |role: StaffRole| role.leads() || role == StaffRole::Trainer;
        let mut guides = 0;
        let (mut needed, mut filled) = (0, 0);
        let extra = self.per_extra.map(|extra| Need {
            role: extra.role,
            count: extra_seats(extra, people.unwrap_or(0)),
            certified: 0,
        });
        for need in self.needs.iter().copied().chain(extra) {
            needed += need.count;
            if is_guide(need.role) {
                guides += need.count;
            } else {
                filled += need.count.min(seats.iter().filter(|role| **role == need.role).count());
            }
        }
        filled += guides.min(seats.iter().filter(|role| is_guide(**role)).count());
        Staffing {
            needed,
            filled,
            is_met: filled >= needed,
        }
    }

    /// The first role of the type that is still open; when none is, a co-lead's, or the lead's if nobody leads.
    pub fn next_seat(&self, seats: &[StaffRole]) -> StaffRole {
        let taken = |role: StaffRole| seats.iter().filter(|seat| **seat == role).count();
        let open = self.needs.iter().find(|need| taken(need.role) < need.count);
        match open {
            Some(need) => need.role,
            None if taken(StaffRole::Lead) > 0 => StaffRole::CoLead,
            None => StaffRole::Lead,
        }
    }

    /// How many certified counsellors must be among those who lead. Somebody always, where anybody leads.
    pub fn certified(&self) -> usize {
        self.needs.iter().map(|need| need.certified).sum::<usize>().max(1)
    }
}

fn extra_seats(extra: Extra, people: i64) -> usize {
    let over = (people - extra.above).max(0);
    let every = extra.every.max(1);
    usize::try_from((over + every - 1) / every).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use StaffRole::{CoLead, Lead, SocialWorker, Trainer};

    fn kind(needs: &[(StaffRole, usize)], per_extra: Option<Extra>) -> SessionType {
        SessionType {
            code: "x".into(),
            name_zh: String::new(),
            name_en: String::new(),
            minutes: 90,
            min_people: 1,
            max_people: 30,
            needs: needs
                .iter()
                .map(|(role, count)| Need {
                    role: *role,
                    count: *count,
                    certified: 0,
                })
                .collect(),
            per_extra,
            is_training: false,
            is_online: false,
            domain: None,
        }
    }

    #[test]
    fn a_salon_needs_one_more_for_every_eight_above_twelve() {
        let extra = Extra {
            role: CoLead,
            every: 8,
            above: 12,
        };
        let salon = kind(&[(Lead, 1), (CoLead, 1)], Some(extra));
        let needed = |people| salon.staffing(Some(people), &[]).needed;
        assert_eq!([needed(12), needed(13), needed(20), needed(21)], [2, 3, 3, 4]);
    }

    #[test]
    fn a_social_worker_does_not_fill_a_leads_seat() {
        let group = kind(&[(Lead, 1), (SocialWorker, 1)], None);
        assert!(!group.staffing(None, &[Lead, CoLead]).is_met);
        assert!(group.staffing(None, &[CoLead, SocialWorker]).is_met);
    }

    #[test]
    fn who_leads_a_class_is_its_trainer() {
        assert!(kind(&[(Trainer, 1)], None).staffing(Some(10), &[Lead]).is_met);
    }
}
