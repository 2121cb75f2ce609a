import { api } from './api/client';
import { Problem } from './api/problem';
import { store } from './store';

/** One thing to send. Its `cid` is made once and goes with every attempt, so the server can tell a repeat. */
export interface Parcel<B = unknown> {
  cid: string;
  /** Parcels of one lane leave one after the other, in the order in which they were added. */
  lane: string;
  method: 'POST' | 'PUT';
  path: string;
  body: B;
  at: number;
  state: 'waiting' | 'refused';
  /** The code of the refusal. */
  code?: string;
}

/** Another way to send than HTTP: takes the parcel, or answers null when it cannot. */
export type Carrier = (parcel: Parcel) => Promise<unknown> | null;

interface Shelf {
  put(name: string, value: unknown): Promise<void>;
  del(name: string): Promise<void>;
  all<T>(prefix: string): Promise<T[]>;
}

/** Where parcels lie on the device, and drafts (`…/draft/`), which have no id: all that stays while the screen is locked. */
export const PREFIX = 'outbox/';
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** An answer may judge the lines of a parcel one by one: the first that was not taken. */
const refusalIn = (answer: unknown): string | undefined =>
  (answer as { verdicts?: { outcome: string }[] } | undefined)?.verdicts?.find(
    ({ outcome }) => !/^(saved|waiting|unnamed|known)$/.test(outcome),
  )?.outcome;

/** A queue that survives a reload. An entry is forgotten only when the server has acknowledged it. */
export class Outbox {
  parcels = $state<Parcel[]>([]);
  #shelf: Shelf;
  #byHttp: (parcel: Parcel) => Promise<unknown>;
  #carriers: Carrier[] = [];
  #busy = new Set<string>();
  #wakers = new Set<() => void>();
  #listeners = new Set<(parcel: Parcel, answer: unknown) => void>();
  #isOpen = false;

  constructor(shelf: Shelf, byHttp: (parcel: Parcel) => Promise<unknown>) {
    this.#shelf = shelf;
    this.#byHttp = byHttp;
  }

  async start(): Promise<void> {
    this.#isOpen = true;
    const kept = await this.#shelf.all<Parcel>(PREFIX);
    const known = new Set(this.parcels.map((parcel) => parcel.cid));
    this.parcels.push(...kept.filter(({ cid }) => cid && !known.has(cid)));
    this.parcels.sort((one, other) => one.at - other.at);
    this.wake();
  }

  /** Stops sending and forgets what is in memory; what is on the device is dropped with the store. */
  stop(): void {
    this.#isOpen = false;
    this.parcels = [];
    this.wake();
  }

  addCarrier(carrier: Carrier): void {
    this.#carriers.push(carrier);
  }

  /** Told of each parcel that the server acknowledged. */
  onDelivered(run: (parcel: Parcel, answer: unknown) => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  /** Takes a parcel: written to the device before the first attempt. */
  async add(parcel: Omit<Parcel, 'state'>): Promise<void> {
    const last = this.parcels.at(-1)?.at ?? 0;
    // The clock of a device may step back; the order of pressing may not.
    const kept: Parcel = { ...parcel, at: Math.max(parcel.at, last + 1), state: 'waiting' };
    this.parcels.push(kept);
    await this.#shelf.put(PREFIX + kept.cid, kept);
    void this.#run(kept.lane);
  }

  async retry(cid: string): Promise<void> {
    const parcel = this.#find(cid);
    if (!parcel) return;
    parcel.state = 'waiting';
    delete parcel.code;
    await this.#shelf.put(PREFIX + cid, $state.snapshot(parcel));
    this.wake();
  }

  async discard(cid: string): Promise<void> {
    this.#forget(cid);
    await this.#shelf.del(PREFIX + cid);
  }

  #forget(cid: string): void {
    this.parcels = this.parcels.filter((parcel) => parcel.cid !== cid);
  }

  /** Tries at once: the network is back, the socket is open, the page is shown again. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
    for (const lane of new Set(this.parcels.map((parcel) => parcel.lane))) void this.#run(lane);
  }

  of(lane: string): Parcel[] {
    return this.parcels.filter((parcel) => parcel.lane === lane);
  }

  #find(cid: string): Parcel | undefined {
    return this.parcels.find((parcel) => parcel.cid === cid);
  }

  async #run(lane: string): Promise<void> {
    if (this.#busy.has(lane)) return;
    this.#busy.add(lane);
    let wait = FIRST_WAIT_MS;
    try {
      for (;;) {
        const next = this.parcels.find((parcel) => parcel.lane === lane && parcel.state === 'waiting');
        if (!next || !this.#isOpen) return;
        const parcel = $state.snapshot(next) as Parcel;
        try {
          const answer = await this.#carry(parcel);
          if (!this.#isOpen) return;
          const refusal = refusalIn(answer);
          // In one step: between the two a screen would show neither what waits nor what the server has.
          if (refusal === undefined) this.#forget(parcel.cid);
          for (const listener of this.#listeners) listener(parcel, answer);
          if (refusal === undefined) await this.#shelf.del(PREFIX + parcel.cid);
          else await this.#refuse(parcel.cid, refusal);
          wait = FIRST_WAIT_MS;
        } catch (error) {
          if (!this.#isOpen) return;
          if (error instanceof Problem && !error.isPassing && error.status !== 401) {
            await this.#refuse(parcel.cid, error.code);
            continue;
          }
          const asked = error instanceof Problem ? error.retryAfterMs : null;
          await this.#pause(asked ?? wait * (0.5 + Math.random() / 2));
          wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        }
      }
    } finally {
      this.#busy.delete(lane);
    }
  }

  #carry(parcel: Parcel): Promise<unknown> {
    for (const carrier of this.#carriers) {
      const carried = carrier(parcel);
      if (carried) return carried;
    }
    return this.#byHttp(parcel);
  }

  async #refuse(cid: string, code: string): Promise<void> {
    const parcel = this.#find(cid);
    if (!parcel) return;
    parcel.state = 'refused';
    parcel.code = code;
    await this.#shelf.put(PREFIX + cid, $state.snapshot(parcel));
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

export const outbox = new Outbox(store, (parcel) =>
  parcel.method === 'PUT' ? api.put(parcel.path, parcel.body) : api.post(parcel.path, parcel.body),
);

/** A new client id, a UUID also where the browser makes none (a page that is not served securely). */
export function newCid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+digit / 4)))).toString(16),
  );
}
