import { api } from '../../../kit';
import type { Id, Page, PersonBrief, Role } from '../../../kit/api/types';

const DEBOUNCE_MS = 400;

/** Whether the text is long enough to search for: three characters, or two Chinese ones. */
export function isNicknameSearchable(text: string): boolean {
  const characters = [...text];
  return characters.length >= 3 || characters.filter((one) => /\p{Script=Han}/u.test(one)).length >= 2;
}

/** Finds people by nickname. The server returns at most ten, and audits each search (safety 13). */
export class PersonSearch {
  /** Null while there is no search. */
  found = $state.raw<PersonBrief[] | null>(null);
  error = $state.raw<unknown>();

  /** For an `$effect`: searches when the typing pauses. The function that it returns cancels the search. */
  run(text: string, filter: { district_id: Id | null; role?: Role | null }): (() => void) | undefined {
    const q = text.trim();
    this.error = undefined;
    if (!isNicknameSearchable(q)) {
      this.found = null;
      return undefined;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      void api.post<Page<PersonBrief>>('/people/search', { ...filter, q }).then(
        (page) => isCurrent && (this.found = page.items),
        (error: unknown) => isCurrent && (this.error = error),
      );
    }, DEBOUNCE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }
}
