import { describe, expect, it } from 'vitest';
import { directionOf, isSame, placeAt, step, type Direction, type Field, type Place } from './move';
import { seededRandom } from './seeded-random';

const week: Field = { columns: 7, shown: { from: 540, to: 1260 }, mayEnter: () => true };
const all: Direction[] = ['up', 'down', 'left', 'right'];

function walk(seed: number, field: Field, check: (before: Place, after: Place, to: Direction) => void): void {
  const chance = seededRandom(seed);
  const length = 30 + Math.floor(chance() * 10) * 15;
  let place: Place = { column: Math.floor(chance() * field.columns), from: 600 };
  for (let count = 0; count < 60; count += 1) {
    const to = all[Math.floor(chance() * 4)] ?? 'up';
    const next = step(place, length, to, field);
    check(place, next, to);
    expect(next.from).toBeGreaterThanOrEqual(field.shown.from);
    expect(next.from + length).toBeLessThanOrEqual(field.shown.to);
    expect(next.column).toBeGreaterThanOrEqual(0);
    expect(next.column).toBeLessThan(field.columns);
    place = next;
  }
}

describe('step', () => {
  it('never leaves the grid and changes one thing by one step', () => {
    for (let run = 0; run < 200; run += 1) {
      walk(run, week, (before, after, to) => {
        if (to === 'up' || to === 'down') {
          expect(after.column).toBe(before.column);
          expect(Math.abs(after.from - before.from)).toBeLessThanOrEqual(15);
        } else {
          expect(after.from).toBe(before.from);
          expect(Math.abs(after.column - before.column)).toBeLessThanOrEqual(1);
        }
      });
    }
  });

  it('is undone by the opposite step', () => {
    const back: Record<Direction, Direction> = { up: 'down', down: 'up', left: 'right', right: 'left' };
    for (let run = 0; run < 100; run += 1) {
      walk(run, week, (before, after, to) => {
        if (!isSame(before, after)) expect(step(after, 30, back[to], week)).toEqual(before);
      });
    }
  });

  it('does not enter a column that is not allowed', () => {
    const field = { ...week, mayEnter: (column: number) => column !== 3 };
    walk(7, field, (before, after) => {
      if (before.column !== 3) expect(after.column).not.toBe(3);
    });
    expect(step({ column: 2, from: 600 }, 60, 'right', field)).toEqual({ column: 2, from: 600 });
  });

  it('goes from a start between quarters to the next quarter in its direction', () => {
    expect(step({ column: 0, from: 607 }, 60, 'down', week).from).toBe(615);
    expect(step({ column: 0, from: 607 }, 60, 'up', week).from).toBe(600);
  });
});

describe('placeAt', () => {
  it('follows the pointer by quarters and stays inside', () => {
    for (let run = 0; run < 300; run += 1) {
      const chance = seededRandom(run);
      const pointer = { column: Math.floor(chance() * 12) - 2, share: chance() * 1.4 - 0.2 };
      const place = placeAt(pointer, chance() * 60, 90, week, { column: 0, from: 600 });
      expect(place.from % 15).toBe(0);
      expect(place.from).toBeGreaterThanOrEqual(540);
      expect(place.from + 90).toBeLessThanOrEqual(1260);
      expect(place.column).toBe(Math.min(6, Math.max(0, pointer.column)));
    }
  });

  it('stays in its column if the session may not enter the other', () => {
    const field = { ...week, mayEnter: (column: number) => column === 1 };
    expect(placeAt({ column: 4, share: 0.5 }, 0, 60, field, { column: 1, from: 600 }).column).toBe(1);
  });
});

it('knows the arrow keys and no other', () => {
  expect(directionOf('ArrowLeft')).toBe('left');
  expect(directionOf('a')).toBeUndefined();
});
