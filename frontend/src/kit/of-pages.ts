import type { Pages } from '.';

/** A paged list as `Loaded` wants it. */
export function ofPages<T>(pages: Pages<T>): { data: T[] | undefined; error: unknown; reload: () => Promise<void> } {
  return { data: pages.items, error: pages.error, reload: () => pages.reload() };
}
