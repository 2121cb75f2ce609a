import { outbox, store } from '../../../kit';
import type { DebriefBody, Id } from '../../../kit/api/types';
import { OUTBOX_PREFIX, type OutboxEntry } from '../../../kit/outbox.svelte';

/** Stored with the outbox, so that a draft survives the screen lock and goes at sign-out. */
export const draftOf = (session: Id) => `${OUTBOX_PREFIX}draft/debrief/${session}`;

export interface Closing {
  debrief?: DebriefBody;
}

export const queueOf = (session: Id) => `attendance/${session}`;
export const closingOf = (session: Id) => `/sessions/${session}/close`;
export const debriefOf = (session: Id) => `/sessions/${session}/debriefs/me`;

/** The queued or refused entries of one kind. */
export function queuedFor(session: Id, path: string): OutboxEntry[] {
  return outbox.of(queueOf(session)).filter((entry) => entry.path === path);
}

const blank = (): DebriefBody => ({ went_well: '', hard: '', follow_up: '', how_am_i: '' });

/**
 * The draft of the four answers. It is stored on the device, so that a reload, Back or the screen lock does not lose
 * it.
 */
export class DebriefDraft {
  answers = $state<DebriefBody>(blank());
  readonly #name: string;
  #isRead = $state(false);

  constructor(session: Id, written?: DebriefBody) {
    this.#name = draftOf(session);
    void store.get<DebriefBody>(this.#name).then((kept) => {
      if (this.isEmpty) this.answers = kept ?? written ?? blank();
      this.#isRead = true;
    });
  }

  get isEmpty(): boolean {
    return !Object.values(this.answers).some((text) => text?.trim());
  }

  /** For an `$effect`: stores the draft. */
  keep = (): void => {
    const answers = $state.snapshot(this.answers);
    if (this.#isRead) void store.put(this.#name, answers);
  };

  /** Deletes the draft after it was sent or discarded. */
  drop(): Promise<void> {
    this.#isRead = false;
    return store.del(this.#name);
  }

  get trimmed(): DebriefBody {
    const entries = Object.entries(this.answers).map(([name, text]) => [name, (text ?? '').trim()]);
    return Object.fromEntries(entries) as DebriefBody;
  }
}
