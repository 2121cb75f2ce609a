export type {
  ActReason as Reason,
  ActVerb as Verb,
  HiddenBy,
  Moderated,
  MyMeasure,
  OpenedReview,
  ReviewQueue as Queue,
  RoomMeasures,
} from '../../../kit/api/types';
