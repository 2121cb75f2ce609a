import type { Bilingual, Ms } from '../../kit/api/types';

/** One signature that a review needs. */
export interface Label {
  index: number;
  label: Bilingual;
  is_taken: boolean;
  i_may: boolean;
  signed_by: string | null;
  signed_at: Ms | null;
  is_stuck: boolean;
  stand_in: string | null;
}
