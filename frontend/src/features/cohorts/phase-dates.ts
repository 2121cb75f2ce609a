import type { Bilingual, Date_, PhaseDef } from '../../kit/api/types';
import { addDays } from '../../kit/time';

export interface PhaseDates {
  number: number;
  name: Bilingual;
  from: Date_;
  to: Date_;
}

/** The dates of the phases in sequence from the first day; `to` is the last day of each. */
export function layOut(start: Date_, phases: PhaseDef[]): PhaseDates[] {
  let from = start;
  return phases.map(({ number, name, weeks }) => {
    const next = addDays(from, weeks * 7);
    const phase = { number, name, from, to: addDays(next, -1) };
    from = next;
    return phase;
  });
}
