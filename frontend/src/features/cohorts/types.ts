export type {
  CohortPage as CohortView,
  CohortPerson,
  CohortPlace as Place,
  OpenedCohort as NewCohort,
  PlaceHeld,
  Programme,
  ProgrammeVersion,
} from '../../kit/api/types';
