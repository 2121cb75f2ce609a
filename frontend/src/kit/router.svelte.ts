import type { Component } from 'svelte';

/** The parameters of a screen: the named parts of its address. */
export type Params = Record<string, string>;
export type Screen = Component<{ params: Params }>;

export interface Route {
  /** A pattern such as `/chat/:room`; a part with a colon matches one segment. */
  path: string;
  load: () => Promise<{ default: Component<never> }>;
  /** Shown to people who are signed out. */
  isPublic?: boolean;
  /** The neutral name of the page for the window title. */
  title?: () => string;
}

/** Matches a path against a pattern; returns the named parts, or null. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter(Boolean);
  const parts = path.split('/').filter(Boolean);
  if (wanted.length !== parts.length) return null;
  const params: Params = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? '';
    if (want.startsWith(':')) {
      try {
        params[want.slice(1)] = decodeURIComponent(part);
      } catch {
        return null;
      }
    } else if (want !== part) return null;
  }
  return params;
}

/** The first route that matches. */
export function find(routes: Route[], path: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

/** The history entries of open dialogs (`dialog-history.ts`). */
export interface DialogEntries {
  /** Handles a step through the history: true when only dialogs changed. */
  onPop(isSamePage: boolean): boolean;
  /** Whether the next page should replace an entry that a dialog left. */
  releaseEntry(): boolean;
}

class Router {
  dialogs: DialogEntries | null = null;
  #path = $state('/');
  #search = $state('');
  /** Counts navigations, so that going to the same address again still moves focus. */
  visits = $state(0);

  get path(): string {
    return this.#path;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.#search);
  }

  start(): void {
    this.#read();
    window.addEventListener('popstate', () => {
      const isHandled = this.dialogs?.onPop(location.pathname === this.#path);
      if (!isHandled || location.search !== this.#search) this.#read();
    });
    document.addEventListener('click', (event) => this.#click(event));
  }

  go(to: string, options: { replace?: boolean } = {}): void {
    if (this.dialogs?.releaseEntry() || options.replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    this.#read();
    window.scrollTo(0, 0);
  }

  /** Replaces the query of the address without a navigation: filters, the visible week. */
  setQuery(values: Record<string, string | null>): void {
    const query = this.query;
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === '') query.delete(name);
      else query.set(name, value);
    }
    const tail = query.toString();
    history.replaceState(history.state, '', this.#path + (tail ? `?${tail}` : ''));
    this.#search = location.search;
  }

  #read(): void {
    this.#path = location.pathname;
    this.#search = location.search;
    this.visits += 1;
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
