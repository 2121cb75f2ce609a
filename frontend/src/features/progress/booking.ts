import type { RequirementState } from '../../kit/api/types';

type Part = Pick<RequirementState, 'missing' | 'booked'> & { requirement: { unit: string } };

/** What is still to be booked when everything that is booked has been attended: minutes, or how often. */
export function toBook(entry: Part): number {
  const given = entry.booked.map((session) =>
    entry.requirement.unit === 'minutes' ? (session.ends_at - session.starts_at) / 60_000 : 1,
  );
  return Math.max(0, entry.missing - given.reduce((sum, one) => sum + one, 0));
}
