import { outbox, store } from '../../../kit';
import type { DebriefBody, Id } from '../../../kit/api/types';
import { OUTBOX_PREFIX, type OutboxEntry } from '../../../kit/outbox.svelte';

/** Beside what waits to be sent: it outlives the lock, and goes with the login. */
export const draftOf = (session: Id) => `${OUTBOX_PREFIX}draft/debrief/${session}`;

export interface Closing {
  debrief?: DebriefBody;
}

export const queueOf = (session: Id) => `attendance/${session}`;
export const closingOf = (session: Id) => `/sessions/${session}/close`;
export const debriefOf = (session: Id) => `/sessions/${session}/debriefs/me`;

/** What of one kind waits on this device, or was refused. */
export function queuedFor(session: Id, path: string): OutboxEntry[] {
  return outbox.of(queueOf(session)).filter((entry) => entry.path === path);
}

const blank = (): DebriefBody => ({ went_well: '', hard: '', follow_up: '', how_am_i: '' });

/** The four answers while they are written: kept on the device, so that neither a reload nor Back nor the lock takes them. */
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

  /** For an `$effect`: keeps what was typed. */
  keep = (): void => {
    const answers = $state.snapshot(this.answers);
    if (this.#isRead) void store.put(this.#name, answers);
  };

  /** It was sent, or is not wanted. */
  drop(): Promise<void> {
    this.#isRead = false;
    return store.del(this.#name);
  }

  get trimmed(): DebriefBody {
    const entries = Object.entries(this.answers).map(([name, text]) => [name, (text ?? '').trim()]);
    return Object.fromEntries(entries) as DebriefBody;
  }
}
