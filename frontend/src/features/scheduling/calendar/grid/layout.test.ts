import { describe, expect, it } from 'vitest';
import {
  closedSpans,
  DAY,
  percentFromTop,
  hourMarks,
  assignLanes,
  initialScrollMinute,
  shownHours,
  spanOf,
  type Block,
} from './layout';
import { addMonths, monthWeeks } from '../month';
import { snap } from './move';
import { seededRandom } from './seeded-random';

function blocks(chance: () => number): Block[] {
  return Array.from({ length: Math.floor(chance() * 25) }, (_, index) => {
    const from = Math.floor(chance() * 1300);
    return { id: String(index), from, to: from + 5 + Math.floor(chance() * 135) };
  });
}

const overlap = (a: Block, b: Block) => a.from < b.to && b.from < a.to;

describe('assignLanes', () => {
  it('never puts two overlapping blocks into one lane, and keeps every block', () => {
    for (let run = 0; run < 400; run += 1) {
      const given = blocks(seededRandom(run));
      const placed = assignLanes(given);
      expect(placed.map((entry) => entry.item.id).sort()).toEqual(given.map((block) => block.id).sort());
      for (const [index, one] of placed.entries()) {
        expect(one.lane).toBeLessThan(one.lanes);
        for (const other of placed.slice(index + 1)) {
          if (!overlap(one.item, other.item)) continue;
          expect(one.lane).not.toBe(other.lane);
          expect(one.lanes).toBe(other.lanes);
        }
      }
    }
  });

  it('needs no more lanes than blocks that overlap at one time', () => {
    for (let run = 0; run < 200; run += 1) {
      const given = blocks(seededRandom(run + 1000));
      const most = Math.max(
        0,
        ...given.map((one) => given.filter((b) => b.from <= one.from && one.from < b.to).length),
      );
      expect(Math.max(0, ...assignLanes(given).map((entry) => entry.lanes))).toBe(most);
    }
  });

  it('gives the full width to a block that only touches its neighbour', () => {
    const placed = assignLanes([
      { id: 'a', from: 540, to: 600 },
      { id: 'b', from: 600, to: 660 },
    ]);
    expect(placed.map((entry) => [entry.lane, entry.lanes])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('does not depend on the order of the blocks', () => {
    for (let run = 0; run < 50; run += 1) {
      const given = blocks(seededRandom(run));
      expect(assignLanes([...given].reverse())).toEqual(assignLanes(given));
    }
  });
});

describe('the shown hours', () => {
  it('are full hours that contain the opening hours and all sessions', () => {
    for (let run = 0; run < 200; run += 1) {
      const chance = seededRandom(run);
      const [open, planned] = [blocks(chance), blocks(chance)].map((list) =>
        list.map((block) => ({ ...block, to: Math.min(DAY, block.to) })),
      ) as [Block[], Block[]];
      const shown = shownHours(open, planned);
      expect(shown.from % 60).toBe(0);
      expect(shown.to % 60).toBe(0);
      expect(shown.from).toBeGreaterThanOrEqual(0);
      expect(shown.to).toBeLessThanOrEqual(DAY);
      for (const span of [...open, ...planned]) {
        expect(percentFromTop(span.from, shown)).toBeGreaterThanOrEqual(0);
        expect(percentFromTop(span.to, shown)).toBeLessThanOrEqual(100);
      }
      expect(hourMarks(shown)).toHaveLength((shown.to - shown.from) / 60);
    }
  });

  it('are closed exactly outside the opening hours', () => {
    for (let run = 0; run < 200; run += 1) {
      const open = blocks(seededRandom(run));
      const shown = { from: 480, to: 1320 };
      const closed = closedSpans(shown, open);
      for (let minute = shown.from; minute < shown.to; minute += 5) {
        const isOpen = open.some((span) => span.from <= minute && minute < span.to);
        const isClosed = closed.some((span) => span.from <= minute && minute < span.to);
        expect(isClosed).toBe(!isOpen);
      }
    }
  });

  it('cut a session that ends after midnight', () => {
    expect(spanOf(1380, 30)).toEqual({ from: 1380, to: DAY });
    expect(spanOf(540, 630)).toEqual({ from: 540, to: 630 });
  });
});

describe('snap', () => {
  it('keeps a session inside the shown hours, at a quarter of an hour', () => {
    for (let run = 0; run < 500; run += 1) {
      const chance = seededRandom(run);
      const shown = { from: Math.floor(chance() * 10) * 60, to: (14 + Math.floor(chance() * 10)) * 60 };
      const length = 15 + Math.floor(chance() * 200);
      const from = snap(chance() * 2000 - 200, length, shown);
      expect(from % 15).toBe(0);
      expect(from).toBeGreaterThanOrEqual(shown.from);
      expect(from + length).toBeLessThanOrEqual(shown.to);
    }
  });
});

describe('the month', () => {
  it('shows whole weeks that contain all its days', () => {
    for (let month = 0; month < 36; month += 1) {
      const first = addMonths('2026-01-15', month);
      const weeks = monthWeeks(first);
      const inside = weeks.flat().filter((date) => date.startsWith(first.slice(0, 7)));
      const [year = 0, number = 0] = first.split('-').map(Number);
      expect(inside).toHaveLength(new Date(Date.UTC(year, number, 0)).getUTCDate());
      expect(weeks.every((week) => week.length === 7 && week.some((date) => inside.includes(date)))).toBe(true);
    }
  });
});

describe('the initial scroll position', () => {
  const shown = { from: 540, to: 1260 };
  const evening = [
    { from: 1110, to: 1200 },
    { from: 1140, to: 1230 },
  ];

  it('shows as much of the sessions as possible', () => {
    expect(initialScrollMinute(shown, 300, [{ from: 600, to: 690 }, ...evening])).toBe(960);
    expect(initialScrollMinute(shown, 300, [{ from: 600, to: 690 }])).toBe(540);
  });

  it('is the top if that shows everything, or if there are no sessions', () => {
    expect(initialScrollMinute(shown, 720, evening)).toBe(540);
    expect(initialScrollMinute(shown, 300, [])).toBe(540);
  });

  it('is never beyond the end', () => {
    expect(initialScrollMinute(shown, 300, [{ from: 1200, to: 1260 }])).toBeLessThanOrEqual(960);
  });
});
