import type { Date_, Ms, Reason, SessionBrief } from '../../kit/api/types';

export interface Decision {
  kind: 'understaffed' | 'conflict' | 'unclosed' | 'draft_soon';
  session: SessionBrief;
  reasons: Reason[];
}

/** The answer of `GET /today`. */
export interface TodayView {
  now_at: Ms;
  date: Date_;
  to_close: SessionBrief[];
  next: SessionBrief | null;
  mine: SessionBrief[];
  coming: SessionBrief[];
  decisions: Decision[];
  day: SessionBrief[];
}
