import { expect, test } from 'vitest';
import type { ChatEvent, ChatMessage } from '../../../kit/api/types';
import { apply, logOf, insert, isUnread, prepend, rowsOf, type Log } from './log';

const said = (no: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  m: `m${no}`,
  seq: no,
  no,
  author: 'Chen',
  author_id: 's1',
  body: `text ${no}`,
  at: no * 60_000,
  version: 1,
  ...more,
});
const page = (from: number, to: number, has_more = false) => ({
  items: Array.from({ length: to - from + 1 }, (_, index) => said(from + index)),
  has_more,
  epoch: 'e',
  head_seq: to,
});
const numbers = (log: Log) => log.messages.map((message) => message.no);
const news = (no: number): ChatEvent => ({ seq: no, k: 'msg.new', d: said(no) });

function applied(log: Log, event: ChatEvent): Log {
  const result = apply(log, event);
  if (result.isGap) throw new Error('a hole');
  return result.log;
}

test('an event is applied once and in order', () => {
  let log = logOf(page(1, 3));
  log = applied(log, news(4));
  log = applied(log, news(4));
  expect(numbers(log)).toEqual([1, 2, 3, 4]);
  expect(apply(log, news(6)).isGap).toBe(true);
});

test('older pages are put in front, without duplicates', () => {
  expect(numbers(prepend(logOf(page(4, 6, true)), page(1, 4)))).toEqual([1, 2, 3, 4, 5, 6]);
});

test('unread is what others said after the marker and can be read', () => {
  const [mine, theirs] = ['m', 'someone'];
  const one = (more: object) => ({ ...said(5), author_id: theirs, ...more });
  expect(isUnread(one({}), 4, mine)).toBe(true);
  expect(isUnread(one({}), 5, mine)).toBe(false);
  expect(isUnread(one({ author_id: mine }), 4, mine)).toBe(false);
  expect(isUnread(one({ body: null }), 4, mine)).toBe(false);
  expect(isUnread(one({ no: null }), 4, mine)).toBe(false);
});

test('an acknowledged message and its event are one message', () => {
  const log = insert(logOf(page(1, 2)), said(3, { version: 0, cid: 'c' }));
  const both = applied(log, news(3));
  expect(numbers(both)).toEqual([1, 2, 3]);
  expect(both.messages[2]?.version).toBe(1);
});

test('a removed message keeps its place and loses its text', () => {
  const log = applied(logOf(page(1, 2)), { seq: 3, k: 'msg.del', d: { m: 'm1', version: 2 } });
  expect(log.messages[0]).toMatchObject({ m: 'm1', no: 1, body: null });
});

test('fields of a change replace the old ones, and null removes a field', () => {
  let log = applied(logOf(page(1, 2)), { seq: 3, k: 'msg.edit', d: { m: 'm1', body: 'other', version: 2 } });
  log = applied(log, { seq: 4, k: 'pin', d: { m: 'm1', no: 1, pinned_at: 7 } });
  expect(log.messages[0]).toMatchObject({ body: 'other', version: 2, pinned_at: 7, author: 'Chen' });
  log = applied(log, { seq: 5, k: 'pin', d: { m: 'm1', no: 1, pinned_at: null } });
  expect(log.messages[0]).not.toHaveProperty('pinned_at');
  log = applied(log, { seq: 6, k: 'msg.del', d: { m: 'm1', body: null, version: 3, reactions: null } });
  expect(log.messages[0]).toMatchObject({ no: 1, body: null, version: 3 });
});

test('a reaction counts once for each member, whatever is repeated', () => {
  const react = (seq: number, on: boolean, membership_id = 's2'): ChatEvent => ({
    seq,
    k: 'react',
    d: { m: 'm2', no: 2, e: 'heart', on, membership_id },
  });
  let log = logOf(page(1, 2));
  for (const event of [react(3, true), react(4, true), react(5, true, 's3')]) log = applied(log, event);
  expect(log.messages[1]?.reactions?.heart).toEqual(['s2', 's3']);
  log = applied(log, react(6, false));
  expect(log.messages[1]?.reactions?.heart).toEqual(['s3']);
  expect(applied(log, { ...react(7, true), d: { m: 'unknown', e: 'heart', on: true } }).seq).toBe(7);
});

test('names are not repeated within a quarter of an hour, and days and news begin afresh', () => {
  const day = (at: number) => String(Math.floor(at / 86_400_000));
  const all = [said(1), said(2), said(3, { author_id: 's2' }), said(4), said(20), said(1500)];
  const rows = rowsOf(all, 3, 's2', day);
  expect(rows.map((row) => row.isGrouped)).toEqual([false, true, false, false, false, false]);
  expect(rows.map((row) => row.isFirstNew)).toEqual([false, false, false, true, false, false]);
  expect(rows.map((row) => row.isNewDay)).toEqual([true, false, false, false, false, true]);
  // The message may be in any part of the loaded history.
  for (let from = 0; from < all.length; from += 1) {
    for (let to = from; to <= all.length; to += 1) {
      expect(rowsOf(all, 3, 's2', day, [from, to])).toEqual(rows.slice(from, to));
    }
  }
});
