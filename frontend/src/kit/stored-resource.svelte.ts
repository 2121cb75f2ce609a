import { isProblem } from './api/problem';
import { store } from './store';

interface Stored<T> {
  at: number;
  data: T;
}

/**
 * Like `Resource`, for the few things that must open offline: the last good answer is stored on the device (encrypted,
 * deleted at sign-out) and shown with its time when the server cannot be reached.
 */
export class StoredResource<T> {
  data = $state.raw<T | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  isLoading = $state(true);
  /** When the shown copy was fetched; null when the data is current. */
  asOf = $state<number | null>(null);
  #name: () => string;
  #fetch: () => Promise<T>;
  #turn = 0;

  constructor(name: () => string, fetch: () => Promise<T>) {
    this.#name = name;
    this.#fetch = fetch;
    void this.reload();
  }

  reload = async (): Promise<void> => {
    this.#turn += 1;
    const turn = this.#turn;
    this.isLoading = true;
    const name = `resource/${this.#name()}`;
    try {
      const data = await this.#fetch();
      if (turn !== this.#turn) return;
      this.#show(data, null);
      void store.put(name, { at: Date.now(), data } satisfies Stored<T>);
    } catch (error) {
      const stored = isProblem(error) && error.isTransient ? await store.get<Stored<T>>(name) : undefined;
      if (turn !== this.#turn) return;
      if (stored) this.#show(stored.data, stored.at);
      else this.error = error;
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  };

  /** Shows the answer of an action, and stores it. */
  set(data: T): void {
    this.#turn += 1;
    this.isLoading = false;
    this.#show(data, null);
    void store.put(`resource/${this.#name()}`, { at: Date.now(), data } satisfies Stored<T>);
  }

  #show(data: T, asOf: number | null): void {
    this.data = data;
    this.asOf = asOf;
    this.error = undefined;
  }
}
