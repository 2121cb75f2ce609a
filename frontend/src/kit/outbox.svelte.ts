import { api } from './api/client';
import { Problem } from './api/problem';
import { store } from './store';

/** An entry to send. Its `cid` is created once and sent with every attempt, so that the server recognises a repeat. */
export interface OutboxEntry<B = unknown> {
  cid: string;
  /** The queue. Entries of one queue are sent in order. */
  queue: string;
  method: 'POST' | 'PUT';
  path: string;
  body: B;
  at: number;
  state: 'waiting' | 'refused';
  /** The code of the refusal. */
  code?: string;
}

/** A transport other than HTTP: sends the entry, or returns null when it cannot. */
export type Transport = (entry: OutboxEntry) => Promise<unknown> | null;

interface EntryStore {
  put(name: string, value: unknown): Promise<void>;
  del(name: string): Promise<void>;
  all<T>(prefix: string): Promise<T[]>;
}

/**
 * The prefix of stored entries, and of drafts (`…/draft/`), which have no id. They are all that stays while the screen
 * is locked.
 */
export const OUTBOX_PREFIX = 'outbox/';
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** An answer may judge the lines of an entry one by one; this returns the first that was refused. */
const refusalIn = (answer: unknown): string | undefined =>
  (answer as { verdicts?: { outcome: string }[] } | undefined)?.verdicts?.find(
    ({ outcome }) => !/^(saved|waiting|unnamed|known)$/.test(outcome),
  )?.outcome;

/** A queue that survives a reload. An entry is deleted only after the server has acknowledged it. */
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

  /** Stops sending and clears the memory; the stored entries are dropped with the store. */
  stop(): void {
    this.#isOpen = false;
    this.entries = [];
    this.flush();
  }

  addTransport(transport: Transport): void {
    this.#transports.push(transport);
  }

  /** Registers a listener for acknowledged entries. */
  onDelivered(run: (entry: OutboxEntry, answer: unknown) => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  /** Adds an entry. It is stored on the device before the first attempt. */
  async add(entry: Omit<OutboxEntry, 'state'>): Promise<void> {
    const last = this.entries.at(-1)?.at ?? 0;
    // The clock of a device may go back, but the order of entries must not change.
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

  /** Sends now: the network is back, the socket is open, or the page is visible again. */
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
          // In one step, so that a screen never misses both the queued entry and the server's state.
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
          const retryAfterMs = error instanceof Problem ? error.retryAfterMs : null;
          await this.#pause(retryAfterMs ?? wait * (0.5 + Math.random() / 2));
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

/** A new client id: a UUID, also in insecure contexts, where the browser does not create one. */
export function newCid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+digit / 4)))).toString(16),
  );
}
