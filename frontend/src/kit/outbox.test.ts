import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from './api/problem';
import { Outbox, type OutboxEntry } from './outbox.svelte';

class MemoryStore {
  values = new Map<string, unknown>();
  put = async (name: string, value: unknown) => void this.values.set(name, structuredClone(value));
  del = async (name: string) => void this.values.delete(name);
  all = async <T>() => [...this.values.values()] as T[];
}

const entry = (cid: string, queue = 'chat/1', at = 1): Omit<OutboxEntry, 'state'> => ({
  cid,
  queue,
  method: 'POST',
  path: '/x',
  body: {},
  at,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

test('an entry is stored before the first attempt and forgotten when it is acknowledged', async () => {
  const store = new MemoryStore();
  let acknowledge: (answer: unknown) => void = () => undefined;
  const outbox = new Outbox(store, () => {
    expect(store.values.has('outbox/a')).toBe(true);
    return new Promise((resolve) => (acknowledge = resolve));
  });
  await outbox.start();
  await outbox.add(entry('a'));
  await settle();
  expect(store.values.size).toBe(1);
  acknowledge({});
  await settle();
  expect(store.values.size).toBe(0);
  expect(outbox.entries).toEqual([]);
});

test('what is acknowledged leaves the queue and reaches its screen in one step, however slow the device is', async () => {
  const store = new MemoryStore();
  store.del = () => new Promise(() => undefined);
  const outbox = new Outbox(store, () => Promise.resolve({ count: 1 }));
  const answers: unknown[] = [];
  outbox.onDelivered((_, answer) => answers.push([answer, outbox.entries.length]));
  await outbox.start();
  await outbox.add(entry('a'));
  await settle();
  expect(answers).toEqual([[{ count: 1 }, 0]]);
});

test('a refused line stays with its reason, and the others are sent', async () => {
  const store = new MemoryStore();
  const answer = { verdicts: [{ outcome: 'saved' }, { outcome: 'unknown_nickname' }] };
  const outbox = new Outbox(store, ({ cid }) => Promise.resolve(cid === 'a' ? answer : { verdicts: [] }));
  const delivered: string[] = [];
  outbox.onDelivered(({ cid }) => delivered.push(cid));
  await outbox.start();
  await outbox.add(entry('a'));
  await outbox.add(entry('b'));
  await settle();
  expect(outbox.entries.map(({ cid, state, code }) => [cid, state, code])).toEqual([
    ['a', 'refused', 'unknown_nickname'],
  ]);
  expect(delivered).toEqual(['a', 'b']);
  expect([...store.values.keys()]).toEqual(['outbox/a']);
});

test('what was not acknowledged is sent again after a reload, with the same client id', async () => {
  const store = new MemoryStore();
  const before = new Outbox(store, () => new Promise(() => undefined));
  await before.start();
  await before.add(entry('a'));
  await settle();
  const sent: string[] = [];
  const after = new Outbox(store, async (one) => void sent.push(one.cid));
  await after.start();
  await settle();
  expect(sent).toEqual(['a']);
});

test('a queue keeps its order across failures, and other queues do not wait', async () => {
  const sent: string[] = [];
  let isDown = true;
  const outbox = new Outbox(new MemoryStore(), async (one) => {
    if (one.queue === 'chat/1' && isDown) throw new Problem(0, 'unreachable');
    sent.push(one.cid);
  });
  await outbox.start();
  await outbox.add(entry('a'));
  await outbox.add(entry('b'));
  await outbox.add(entry('other', 'chat/2'));
  await settle();
  expect(sent).toEqual(['other']);
  isDown = false;
  outbox.flush();
  await settle();
  expect(sent).toEqual(['other', 'a', 'b']);
});

test('a refusal stays for the person to decide, and the next one goes on', async () => {
  const store = new MemoryStore();
  const sent: string[] = [];
  let isRefusing = true;
  const outbox = new Outbox(store, async (one) => {
    if (one.cid === 'a' && isRefusing) throw new Problem(422, 'refused_content');
    sent.push(one.cid);
  });
  await outbox.start();
  await outbox.add(entry('a'));
  await outbox.add(entry('b'));
  await settle();
  expect(sent).toEqual(['b']);
  expect(outbox.entries).toMatchObject([{ cid: 'a', state: 'refused', code: 'refused_content' }]);
  expect(store.values.has('outbox/a')).toBe(true);
  isRefusing = false;
  await outbox.retry('a');
  await settle();
  expect(sent).toEqual(['b', 'a']);
});

test('a busy server is asked again when it said so, not before', async () => {
  let tries = 0;
  const outbox = new Outbox(new MemoryStore(), async () => {
    tries += 1;
    if (tries === 1) throw new Problem(503, 'busy', { retryAfterMs: 4_000 });
  });
  await outbox.start();
  await outbox.add(entry('a'));
  await vi.advanceTimersByTimeAsync(3_900);
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(tries).toBe(2);
});

test('a transport goes before HTTP, and HTTP is used when it cannot', async () => {
  const way: string[] = [];
  let isOpen = true;
  const outbox = new Outbox(new MemoryStore(), async (one) => void way.push(`http ${one.cid}`));
  outbox.addTransport((one) => (isOpen ? Promise.resolve(void way.push(`socket ${one.cid}`)) : null));
  await outbox.start();
  await outbox.add(entry('a'));
  await settle();
  isOpen = false;
  await outbox.add(entry('b'));
  await settle();
  expect(way).toEqual(['socket a', 'http b']);
});

test('after the end of a login nothing is sent any more', async () => {
  const sent: string[] = [];
  const outbox = new Outbox(new MemoryStore(), async (one) => void sent.push(one.cid));
  await outbox.start();
  outbox.stop();
  await outbox.add(entry('a'));
  await settle();
  expect(sent).toEqual([]);
});
