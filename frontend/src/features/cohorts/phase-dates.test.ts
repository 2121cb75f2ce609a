import { expect, it } from 'vitest';
import { layOut } from './phase-dates';

const name = { zh: '', en: '' };

it('computes the dates of the phases without a gap', () => {
  const phases = [6, 8, 16, 12].map((weeks, index) => ({
    number: (index + 1) as 1 | 2 | 3 | 4,
    name,
    weeks,
    gate_signers: [],
  }));
  expect(layOut('2026-12-07', phases).map((phase) => [phase.from, phase.to])).toEqual([
    ['2026-12-07', '2027-01-17'],
    ['2027-01-18', '2027-03-14'],
    ['2027-03-15', '2027-07-04'],
    ['2027-07-05', '2027-09-26'],
  ]);
});
