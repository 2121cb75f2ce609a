import type { Progress } from '../../src/kit/api/types';
import type { Actor, World } from './world';

let intake = 100;

/** An intake number that no other cohort of this worker has. */
export function nextIntake(): number {
  intake += 1;
  return intake;
}

/** Creates a cohort and a trainee without any progress. */
export async function newTrainee(world: World): Promise<{ walker: Actor; progress: Progress; cohort: string }> {
  const { coordinator, district } = world;
  const { items } = await coordinator.get<{ items: { versions: { id: string }[] }[] }>('/programmes');
  const number = nextIntake();
  const cohort = await coordinator.post<{ id: string }>('/cohorts', {
    intake_no: number,
    name: `Intake ${number}`,
    district_id: district,
    starts_on: '2026-11-02',
    programme_version_id: items[0]!.versions[0]!.id,
    places: 2,
  });
  const walker = await world.person('trainee');
  const progress = await coordinator.post<Progress>(`/cohorts/${cohort.id}/enrolments`, {
    person_id: walker.me.person_id,
  });
  return { walker, progress, cohort: cohort.id };
}

/** Creates a cohort and a trainee who meets all requirements of phase 1. */
export async function trainee(world: World): Promise<{ walker: Actor; enrolment: string; cohort: string }> {
  const { headquarters, coordinator } = world;
  const { walker, progress, cohort } = await newTrainee(world);
  const enrolment = progress.enrolment_id;
  for (const entry of progress.phases[0]!.requirements) {
    if (entry.is_met) continue;
    const asked = { requirement_id: entry.requirement.id, amount: entry.missing };
    if (['attendance_minutes', 'sessions_observed'].includes(entry.requirement.kind)) {
      const reason = 'Counted on paper.';
      const { credit_id } = await coordinator.post<{ credit_id: string }>(`/enrolments/${enrolment}/credits`, {
        ...asked,
        reason,
      });
      await headquarters.post(`/credits/${credit_id}/confirm`);
    } else {
      await coordinator.post(`/enrolments/${enrolment}/evidence`, asked);
    }
  }
  return { walker, enrolment, cohort };
}
