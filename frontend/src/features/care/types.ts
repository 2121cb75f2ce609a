import type { Id } from '../../kit/api/types';
import { places } from '../districts';

export type {
  Call,
  ChainStep as Link,
  DutyShift as Shift,
  DutyToday,
  Incident,
  Involved,
  Step,
  SupervisionOffer as Offer,
} from '../../kit/api/types';

/** The districts in which the reader is staff, as a choice. */
export function staffed(): { value: Id; label: string }[] {
  const mine = new Set([...places.mine('supervisor'), ...places.mine('coordinator')]);
  return [...mine].map(({ id, name }) => ({ value: id, label: name }));
}
