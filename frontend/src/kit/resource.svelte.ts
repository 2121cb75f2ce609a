import { api, type Query } from './api/client';
import type { Page } from './api/types';

/** Loads data for a screen and holds the data, the error and `reload`. The old data stays while it reloads. */
export class Resource<T> {
  data = $state.raw<T | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  isLoading = $state(true);
  #fetch: () => Promise<T>;
  #turn = 0;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
    void this.reload();
  }

  reload = async (): Promise<void> => {
    this.#turn += 1;
    const turn = this.#turn;
    this.isLoading = true;
    try {
      const data = await this.#fetch();
      if (turn !== this.#turn) return;
      this.data = data;
      this.error = undefined;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  };
}

/** A paginated list: `items` grows with `more()`. */
export class PagedList<T> {
  items = $state.raw<T[] | undefined>(undefined);
  next = $state<string | null>(null);
  error = $state.raw<unknown>(undefined);
  isLoading = $state(true);
  #path: string;
  #query: Query;
  #turn = 0;

  constructor(path: string, query: Query = {}) {
    this.#path = path;
    this.#query = query;
    void this.reload();
  }

  /** The items, for `Loaded`. */
  get data(): T[] | undefined {
    return this.items;
  }

  reload = (query?: Query): Promise<void> => {
    if (query) this.#query = query;
    return this.#load(null);
  };

  more = (): Promise<void> => this.#load(this.next);

  async #load(cursor: string | null): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.isLoading = true;
    try {
      const page = await api.get<Page<T>>(this.#path, { ...this.#query, cursor });
      if (turn !== this.#turn) return;
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.next = page.next;
      this.error = undefined;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  }
}
