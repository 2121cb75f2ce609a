import type { Bilingual, Cohort, Date_, Id, Ms, PhaseDef, RequirementDef } from '../../kit/api/types';

export interface CohortPerson {
  enrolment_id: Id;
  person_id: Id;
  nickname: string;
  state: 'applied' | 'admitted' | 'active' | 'paused' | 'completed' | 'withdrawn' | 'dismissed';
  phase: number;
  percent_of_plan: number;
  is_on_plan: boolean;
  last_session_at: Ms | null;
  next_session_at: Ms | null;
  waiting_on: string | null;
  is_file_open: boolean;
}

export type Place = 'lead' | 'trainer' | 'mentor';

export interface PlaceHeld {
  person_id: Id;
  nickname: string;
  place: Place;
}

export interface CohortView extends Cohort {
  sentence_counts: { on_plan: number; total: number; nothing_booked: number };
  phase_counts: number[];
  places_held: PlaceHeld[];
  people: CohortPerson[];
}

export interface Programme {
  id: Id;
  code: string;
  name: Bilingual;
  versions: { id: Id; number: number; is_used: boolean }[];
}

export interface ProgrammeVersion {
  id: Id;
  number: number;
  name: Bilingual;
  phases: PhaseDef[];
  requirements: RequirementDef[];
}

export interface NewCohort extends Cohort {
  phase_dates: { phase: number; from: Date_; to: Date_ }[];
  codes: string[];
}
