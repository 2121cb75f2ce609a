//! Where somebody stands: what is done, what is missing, what is next, who signs, and which sessions would give it (M5).

use crate::accounts::Context;
use crate::accounts::api as accounts;
use crate::accounts::model::{CounsellorStatus, Purpose};
use crate::clock::Millis;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{EnrolmentId, GateId, PersonId, SessionId};
use crate::scheduling::api as scheduling;
use crate::scheduling::api::SessionBrief;
use crate::training::enrolments::model::PhaseState;
use crate::training::gates::approvals::in_force::Approvals;
use crate::training::gates::approvals::model::Override;
use crate::training::gates::model::{Decision, Gate, GateState, SignOff};
use crate::training::gates::signers::eligible::EligibleSigners;
use crate::training::programmes::model::{Names, Phase, Version};
use crate::training::progress::enrolment_progress::{EnrolmentProgress, load_progress};
use crate::training::progress::facts::Coming;
use crate::training::progress::shapes::{
    CohortBrief, GateInPhase, OverrideView, PhaseView, ProgrammeBrief, Progress, RequirementState, Signed, WaitingOn,
};
use crate::training::{access, gates, ledger};
use crate::web::page::{Page, PageQuery};
use std::collections::HashMap;

/// How many coming sessions are listed for one requirement.
const PER_REQUIREMENT: usize = 5;

/// How many names stand beside a signature that is awaited.
const NAMES: usize = 5;

/// The view of one enrolment.
pub(crate) fn view(conn: &mut Conn, enrolment: Enrolment, now: Millis) -> Result<Progress> {
    let id = enrolment.id.clone();
    let (version, progress) = load_progress(conn, enrolment, now)?;
    let scene = Scene {
        staff: EligibleSigners::load(conn, &progress.enrolment, now)?,
        sessions: sessions(conn, &progress)?,
        approvals: Approvals::load(conn, &progress.enrolment)?,
        signed: vec![],
        nicknames: HashMap::new(),
    };
    let ids: Vec<GateId> = scene.approvals.gates.iter().map(|gate| gate.id.clone()).collect();
    let scene = Scene {
        signed: gates::store::list_sign_offs(conn, &ids)?,
        nicknames: accounts::nicknames(conn, &people_of(&scene.approvals.overrides))?,
        ..scene
    };
    let ledger = ledger::views::page(conn, &version, &id, &PageQuery::default())?;
    let next = progress.facts.booked.first();
    let qualified = accounts::qualifications(conn, std::slice::from_ref(&progress.enrolment.person_id))?;
    let is_file_open = !accounts::has_withdrawn(conn, &progress.enrolment.person_id, Purpose::TrainingFile)?;
    Ok(Progress {
        is_file_open,
        person_id: progress.enrolment.person_id.clone(),
        nickname: progress.enrolment.nickname.clone(),
        cohort: CohortBrief {
            id: progress.enrolment.cohort_id.clone(),
            name: progress.enrolment.cohort_name.clone(),
            intake_no: progress.enrolment.intake_no,
        },
        state: progress.enrolment.state,
        programme: ProgrammeBrief {
            id: version.id.clone(),
            version: version.number,
            name: version.name.clone(),
        },
        status: qualified
            .get(&progress.enrolment.person_id)
            .and_then(|qualified| qualified.at(now))
            .unwrap_or(CounsellorStatus::Candidate),
        planned_end: progress.facts.decisions.deadline.to_string(),
        is_past_end: progress.facts.is_past_end,
        percent_so_far: progress.evaluation.figures.percent_so_far,
        percent_of_plan: progress.evaluation.figures.percent_of_plan,
        percent_reachable: progress.evaluation.figures.percent_reachable,
        next_session: next.and_then(|next| scene.sessions.get(&next.session).cloned()),
        phases: scene.phases(&version, &progress),
        ledger: ledger.items,
        ledger_next: ledger.next,
        enrolment_id: id,
    })
}

/// The lines of the sessions that are shown, by id.
fn sessions(conn: &mut Conn, progress: &EnrolmentProgress) -> Result<HashMap<SessionId, SessionBrief>> {
    let mut shown: HashMap<usize, usize> = HashMap::new();
    let could_give = progress.facts.could_give.iter().filter(|coming| {
        let count = shown.entry(coming.requirement.unwrap_or(usize::MAX)).or_default();
        *count += 1;
        *count <= PER_REQUIREMENT
    });
    let ids: Vec<SessionId> = could_give
        .chain(&progress.facts.booked)
        .map(|coming| coming.session.clone())
        .collect();
    let briefs = scheduling::briefs(conn, &progress.enrolment.person_id, &ids)?;
    Ok(briefs.into_iter().map(|brief| (brief.id.clone(), brief)).collect())
}

/// What the phases are shown with.
struct Scene {
    staff: EligibleSigners,
    sessions: HashMap<SessionId, SessionBrief>,
    approvals: Approvals,
    signed: Vec<SignOff>,
    nicknames: HashMap<PersonId, String>,
}

/// Who asked for exceptions and who confirmed them.
fn people_of(overrides: &[Override]) -> Vec<PersonId> {
    let of = |one: &Override| [Some(one.asked_by.clone()), one.confirmed_by.clone()];
    overrides.iter().flat_map(of).flatten().collect()
}

impl Scene {
    fn phases(&self, version: &Version, progress: &EnrolmentProgress) -> Vec<PhaseView> {
        let recorders: Vec<String> = self
            .staff
            .recorders(&progress.enrolment.person_id)
            .into_iter()
            .take(NAMES)
            .collect();
        let phase = |phase: &Phase| {
            let gate = self.approvals.newest(phase.number);
            let reached = progress.evaluation.phase(phase.number)?;
            let requirements = version.of_phase(phase.number).map(|(index, requirement)| {
                let reached = progress.evaluation.requirements[index];
                let of_this = progress
                    .facts
                    .booked
                    .iter()
                    .filter(|coming| coming.requirement == Some(index));
                let booked: i64 = of_this.map(|coming| coming.amount).sum();
                // whoever has booked what is missing is not offered more of it
                let is_needed = reached.missing > booked && progress.is_going_on();
                RequirementState {
                    requirement: requirement.into(),
                    have: reached.have,
                    need: reached.need,
                    missing: reached.missing,
                    reachable: reached.reachable,
                    is_met: reached.is_met,
                    is_waived: reached.is_waived,
                    to_book: (reached.missing - booked).max(0),
                    booked: self.briefs(&progress.facts.booked, index),
                    could_give: if is_needed {
                        self.briefs(&progress.facts.could_give, index)
                    } else {
                        vec![]
                    },
                    signers: if requirement.kind.comes_from_sessions() {
                        vec![]
                    } else {
                        recorders.clone()
                    },
                }
            });
            Some(PhaseView {
                number: phase.number,
                name: phase.name.clone(),
                state: if self.approvals.is_approved(&progress.enrolment, phase.number) {
                    PhaseState::Approved
                } else {
                    progress.phase_state(phase.number, gate.map(|gate| gate.state))
                },
                undermined: names_of(version, &self.approvals.undermined(version, progress, phase.number)),
                is_flagged: self.approvals.is_flagged(&progress.enrolment, phase.number),
                overrides: self.overrides(version, phase.number),
                earlier: self
                    .approvals
                    .gates
                    .iter()
                    .filter(|gate| gate.phase == phase.number)
                    .skip(1)
                    .map(|gate| self.gate(phase, progress, gate))
                    .collect(),
                percent_so_far: reached.figures.percent_so_far,
                percent_of_plan: reached.figures.percent_of_plan,
                percent_reachable: reached.figures.percent_reachable,
                cannot_pass: reached.cannot_pass,
                requirements: requirements.collect(),
                gate: gate.map(|gate| self.gate(phase, progress, gate)),
                signers: self.waiting(phase, progress, &[]),
            })
        };
        version.phases.iter().filter_map(phase).collect()
    }

    fn overrides(&self, version: &Version, phase: i64) -> Vec<OverrideView> {
        let nickname = |person: &PersonId| self.nicknames.get(person).cloned().unwrap_or_default();
        let of_phase = self.approvals.overrides.iter().filter(|one| one.phase == phase);
        of_phase
            .map(|one| OverrideView {
                id: one.id.clone(),
                missing: names_of(version, &one.missing),
                reason: one.reason.clone(),
                asked_by: nickname(&one.asked_by),
                confirmed_by: one.confirmed_by.as_ref().map(nickname),
                asked_at: one.asked_at,
            })
            .collect()
    }

    fn briefs(&self, coming: &[Coming], requirement: usize) -> Vec<SessionBrief> {
        coming
            .iter()
            .filter(|coming| coming.requirement == Some(requirement))
            .take(PER_REQUIREMENT)
            .filter_map(|coming| self.sessions.get(&coming.session).cloned())
            .collect()
    }

    fn waiting(&self, phase: &Phase, progress: &EnrolmentProgress, signed: &[&SignOff]) -> Vec<WaitingOn> {
        let mut not = vec![progress.enrolment.person_id.clone()];
        not.extend(signed.iter().map(|sign_off| sign_off.person_id.clone()));
        let is_open = |index: i64| !signed.iter().any(|sign_off| sign_off.label_index == index);
        phase
            .signers
            .iter()
            .filter(|signer| is_open(signer.index))
            .map(|signer| WaitingOn {
                label: signer.name.clone(),
                who: self.staff.who(signer, &not).into_iter().take(NAMES).collect(),
            })
            .collect()
    }

    fn gate(&self, phase: &Phase, progress: &EnrolmentProgress, gate: &Gate) -> GateInPhase {
        let signed = self.staff.valid_signatures(gate, &phase.signers, &self.signed);
        let label = |index: i64| {
            let signer = phase.signers.iter().find(|signer| signer.index == index)?;
            Some(signer.name.clone())
        };
        let approved = signed.iter().filter(|sign_off| sign_off.decision == Decision::Approve);
        GateInPhase {
            id: gate.id.clone(),
            state: gate.state,
            signed: approved
                .filter_map(|sign_off| {
                    Some(Signed {
                        label: label(sign_off.label_index)?,
                        who: sign_off.nickname.clone(),
                        at: sign_off.at,
                    })
                })
                .collect(),
            waiting_on: if gate.state == GateState::InReview {
                self.waiting(phase, progress, &signed)
            } else {
                vec![]
            },
            reverted_at: gate.reverted_at,
            returned_because: signed.iter().find_map(|sign_off| sign_off.because.clone()),
        }
    }
}

/// Requirements by their codes, for people.
fn names_of(version: &Version, codes: &[String]) -> Vec<Names> {
    let by_code = |code: &String| {
        version
            .requirements
            .iter()
            .find(|requirement| requirement.code == *code)
    };
    codes
        .iter()
        .filter_map(by_code)
        .map(|requirement| requirement.name.clone())
        .collect()
}

/// The progress of an enrolment after an action on it.
pub async fn progress_after(ctx: &Context, id: EnrolmentId) -> Result<Progress> {
    let now = ctx.now();
    ctx.db
        .read(move |conn| {
            let enrolment = cohorts::find_enrolment(conn, &id)?.ok_or_else(Error::not_found)?;
            view(conn, enrolment, now)
        })
        .await
}

/// The caller's own progress in each of their programmes, the newest first.
pub async fn my_progress(ctx: &Context) -> Result<Page<Progress>> {
    let now = ctx.now();
    let own = ctx.read(move |conn, who| {
        let enrolments = cohorts::list_of_person(conn, &who.person)?;
        let views = enrolments.into_iter().map(|enrolment| view(conn, enrolment, now));
        views.collect::<Result<Vec<_>>>()
    });
    Ok(Page::whole(own.await?))
}

/// One enrolment: the caller's own, or one that they look after.
pub async fn enrolment(ctx: &Context, id: EnrolmentId) -> Result<Progress> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let seen = access::visible_enrolment(conn, who, &id)?;
        view(conn, seen.enrolment, now)
    })
    .await
}
