import { api } from './api/client';
import { Problem } from './api/problem';
import { store } from './store';

/** One thing to send. Its `cid` is made once and goes with every attempt, so the server can tell a repeat. */
export interface OutboxEntry<B = unknown> {
  cid: string;
  /** Entries of one queue leave one after the other, in the order in which they were added. */
  queue: string;
  method: 'POST' | 'PUT';
  path: string;
  body: B;
  at: number;
  state: 'waiting' | 'refused';
  /** The code of the refusal. */
  code?: string;
}

/** Another way to send than HTTP: takes the entry, or answers null when it cannot. */
export type Transport = (entry: OutboxEntry) => Promise<unknown> | null;

interface EntryStore {
  put(name: string, value: unknown): Promise<void>;
  del(name: string): Promise<void>;
  all<T>(prefix: string): Promise<T[]>;
}

/** Where entries lie on the device, and drafts (`…/draft/`), which have no id: all that stays while the screen is locked. */
export const OUTBOX_PREFIX = 'outbox/';
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** An answer may judge the lines of an entry one by one: the first that was not taken. */
const refusalIn = (answer: unknown): string | undefined =>
  (answer as { verdicts?: { outcome: string }[] } | undefined)?.verdicts?.find(
    ({ outcome }) => !/^(saved|waiting|unnamed|known)$/.test(outcome),
  )?.outcome;

/** A queue that survives a reload. An entry is forgotten only when the server has acknowledged it. */
export class Outbox {
  entries = $state<OutboxEntry[]>([]);
  #store: EntryStore;
  #sendByHttp: (entry: OutboxEntry) => Promise<unknown>;
  #transports: Transport[] = [];
  #busy = new Set<string>();
  #wakers = new Set<() => void>();
  #listeners = new Set<(entry: OutboxEntry, answer: unknown) => void>();
  #isOpen = false;

  constructor(store: EntryStore, sendByHttp: (entry: OutboxEntry) => Promise<unknown>) {
    this.#store = store;
    this.#sendByHttp = sendByHttp;
  }

  async start(): Promise<void> {
    this.#isOpen = true;
    const stored = await this.#store.all<OutboxEntry>(OUTBOX_PREFIX);
    const known = new Set(this.entries.map((entry) => entry.cid));
    this.entries.push(...stored.filter(({ cid }) => cid && !known.has(cid)));
    this.entries.sort((one, other) => one.at - other.at);
    this.flush();
  }

  /** Stops sending and forgets what is in memory; what is on the device is dropped with the store. */
  stop(): void {
    this.#isOpen = false;
    this.entries = [];
    this.flush();
  }

  addTransport(transport: Transport): void {
    this.#transports.push(transport);
  }

  /** Told of each entry that the server acknowledged. */
  onDelivered(run: (entry: OutboxEntry, answer: unknown) => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  /** Takes an entry: written to the device before the first attempt. */
  async add(entry: Omit<OutboxEntry, 'state'>): Promise<void> {
    const last = this.entries.at(-1)?.at ?? 0;
    // The clock of a device may step back; the order of pressing may not.
    const stored: OutboxEntry = { ...entry, at: Math.max(entry.at, last + 1), state: 'waiting' };
    this.entries.push(stored);
    await this.#store.put(OUTBOX_PREFIX + stored.cid, stored);
    void this.#run(stored.queue);
  }

  async retry(cid: string): Promise<void> {
    const entry = this.#find(cid);
    if (!entry) return;
    entry.state = 'waiting';
    delete entry.code;
    await this.#store.put(OUTBOX_PREFIX + cid, $state.snapshot(entry));
    this.flush();
  }

  async discard(cid: string): Promise<void> {
    this.#forget(cid);
    await this.#store.del(OUTBOX_PREFIX + cid);
  }

  #forget(cid: string): void {
    this.entries = this.entries.filter((entry) => entry.cid !== cid);
  }

  /** Tries at once: the network is back, the socket is open, the page is shown again. */
  flush(): void {
    for (const waker of [...this.#wakers]) waker();
    for (const queue of new Set(this.entries.map((entry) => entry.queue))) void this.#run(queue);
  }

  of(queue: string): OutboxEntry[] {
    return this.entries.filter((entry) => entry.queue === queue);
  }

  #find(cid: string): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.cid === cid);
  }

  async #run(queue: string): Promise<void> {
    if (this.#busy.has(queue)) return;
    this.#busy.add(queue);
    let wait = FIRST_WAIT_MS;
    try {
      for (;;) {
        const next = this.entries.find((entry) => entry.queue === queue && entry.state === 'waiting');
        if (!next || !this.#isOpen) return;
        const entry = $state.snapshot(next) as OutboxEntry;
        try {
          const answer = await this.#send(entry);
          if (!this.#isOpen) return;
          const refusal = refusalIn(answer);
          // In one step: between the two a screen would show neither what waits nor what the server has.
          if (refusal === undefined) this.#forget(entry.cid);
          for (const listener of this.#listeners) listener(entry, answer);
          if (refusal === undefined) await this.#store.del(OUTBOX_PREFIX + entry.cid);
          else await this.#refuse(entry.cid, refusal);
          wait = FIRST_WAIT_MS;
        } catch (error) {
          if (!this.#isOpen) return;
          if (error instanceof Problem && !error.isTransient && error.status !== 401) {
            await this.#refuse(entry.cid, error.code);
            continue;
          }
          const asked = error instanceof Problem ? error.retryAfterMs : null;
          await this.#pause(asked ?? wait * (0.5 + Math.random() / 2));
          wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        }
      }
    } finally {
      this.#busy.delete(queue);
    }
  }

  #send(entry: OutboxEntry): Promise<unknown> {
    for (const transport of this.#transports) {
      const sent = transport(entry);
      if (sent) return sent;
    }
    return this.#sendByHttp(entry);
  }

  async #refuse(cid: string, code: string): Promise<void> {
    const entry = this.#find(cid);
    if (!entry) return;
    entry.state = 'refused';
    entry.code = code;
    await this.#store.put(OUTBOX_PREFIX + cid, $state.snapshot(entry));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wakers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wakers.add(done);
    });
  }
}

export const outbox = new Outbox(store, (entry) =>
  entry.method === 'PUT' ? api.put(entry.path, entry.body) : api.post(entry.path, entry.body),
);

/** A new client id, a UUID also where the browser makes none (a page that is not served securely). */
export function newCid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+digit / 4)))).toString(16),
  );
}
