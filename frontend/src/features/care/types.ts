import { optionsOf } from '../../ui';
import type { Id } from '../../kit/api/types';
import { directory } from '../districts';

export type {
  Call,
  ChainStep,
  DutyShift,
  DutyToday,
  Incident,
  Involved,
  Step,
  SupervisionOffer,
} from '../../kit/api/types';

/** The districts in which the reader is staff, as options. */
export function staffedDistricts(): { value: Id; label: string }[] {
  const mine = new Set([...directory.districtsAs('supervisor'), ...directory.districtsAs('coordinator')]);
  return optionsOf([...mine]);
}
