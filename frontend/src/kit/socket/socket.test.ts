import { expect, test } from 'vitest';
import type { ChatEvent } from '../api/types';
import { afterClose, backoff } from './reconnect';
import { parse } from './frames';
import { Positions } from './positions';

const event = (seq: number): ChatEvent => ({ seq, k: 'none' });

test('events leave in order, each once, and a missing one is noticed', () => {
  const positions = new Positions();
  positions.set('r', { seq: 5, epoch: 'e' });
  expect(positions.offer('r', event(5))).toBe('duplicate');
  expect(positions.offer('r', event(7))).toBe('gap');
  expect(positions.offer('r', event(6))).toBe('next');
  expect(positions.offer('r', event(6))).toBe('duplicate');
  expect(positions.offer('r', event(7))).toBe('next');
  expect(positions.get('r')?.seq).toBe(7);
});

test('events of an unsubscribed room are ignored', () => {
  expect(new Positions().offer('r', event(1))).toBe('duplicate');
});

test('in whatever order a socket delivers, with repeats, events arrive without gaps', () => {
  const positions = new Positions();
  positions.set('r', { seq: 0, epoch: 'e' });
  const taken: number[] = [];
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 2_000 && taken.length < 50; round += 1) {
    const seq = 1 + Math.floor(random() * 50);
    if (positions.offer('r', event(seq)) === 'next') taken.push(seq);
  }
  expect(taken).toEqual(taken.map((_, index) => index + 1));
});

test('terminal closes stop, all others reconnect', () => {
  for (const code of [4400, 4403, 4409]) expect(afterClose(code, 0, undefined).do).toBe('stop');
  for (const code of [1001, 1006, 1009, 1011, 4401, 4408, 4429, 4430, 4503]) {
    expect(afterClose(code, 0, undefined).do).toBe('retry');
  }
  expect(afterClose(4505, 0, undefined).do).toBe('reload');
});

test('a drained node is left after its own time, spread over ten seconds', () => {
  expect(afterClose(4503, 0, 2_000, () => 0)).toEqual({ do: 'retry', afterMs: 2_000 });
  expect(afterClose(4503, 0, 2_000, () => 1)).toEqual({ do: 'retry', afterMs: 12_000 });
});

test('too slow resumes at once, but not in a loop', () => {
  expect(afterClose(4430, 0, undefined)).toEqual({ do: 'retry', afterMs: 0 });
  expect(afterClose(4430, 3, undefined, () => 1)).toEqual({ do: 'retry', afterMs: 4_000 });
});

test('the wait doubles from half a second to thirty, with full jitter', () => {
  expect([0, 1, 2, 6, 60].map((failures) => backoff(failures, () => 1))).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  expect(backoff(5, () => 0)).toBe(0);
});

test('text that is not a frame is ignored', () => {
  expect(parse('{')).toBeNull();
  expect(parse('[]')).toBeNull();
  expect(parse('null')).toBeNull();
  expect(parse(new ArrayBuffer(2))).toBeNull();
  expect(parse('{"t":"ping","n":1}')).toEqual({ t: 'ping', n: 1 });
});
