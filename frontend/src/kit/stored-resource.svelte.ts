import { isProblem } from './api/problem';
import { store } from './store';

interface Copy<T> {
  at: number;
  data: T;
}

/**
 * Like `Resource`, for the few things that must open without a network: the last good answer is kept on the device
 * (encrypted, dropped at sign-out) and shown with its time when the server cannot be reached.
 */
export class Kept<T> {
  data = $state.raw<T | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  isLoading = $state(true);
  /** When the shown copy was fetched; null while it is fresh. */
  asOf = $state<number | null>(null);
  #name: () => string;
  #ask: () => Promise<T>;
  #turn = 0;

  constructor(name: () => string, ask: () => Promise<T>) {
    this.#name = name;
    this.#ask = ask;
    void this.reload();
  }

  reload = async (): Promise<void> => {
    this.#turn += 1;
    const turn = this.#turn;
    this.isLoading = true;
    const name = `kept/${this.#name()}`;
    try {
      const data = await this.#ask();
      if (turn !== this.#turn) return;
      this.#show(data, null);
      void store.put(name, { at: Date.now(), data } satisfies Copy<T>);
    } catch (error) {
      const copy = isProblem(error) && error.isPassing ? await store.get<Copy<T>>(name) : undefined;
      if (turn !== this.#turn) return;
      if (copy) this.#show(copy.data, copy.at);
      else this.error = error;
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  };

  /** Takes over what an action answered, and keeps it. */
  take(data: T): void {
    this.#turn += 1;
    this.isLoading = false;
    this.#show(data, null);
    void store.put(`kept/${this.#name()}`, { at: Date.now(), data } satisfies Copy<T>);
  }

  #show(data: T, asOf: number | null): void {
    this.data = data;
    this.asOf = asOf;
    this.error = undefined;
  }
}
