import type { Moment } from '../../../kit/socket/frames';
import { socket } from '../../../kit/socket/socket.svelte';

const TELL_EVERY_MS = 3_000;

/** Who is writing and how many are here, in a live room and for a moment: nothing of it is kept (safety 25). */
export class Moments {
  readonly #room: string;
  typing = $state.raw<string[]>([]);
  /** Null where the room is not live. */
  count = $state<number | null>(null);
  #until = new Map<string, number>();
  #told = { at: 0, on: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gone: ReturnType<typeof setTimeout> | undefined;
  readonly #stop: () => void;

  readonly #onPresence: () => void;

  constructor(room: string, onPresence: () => void) {
    this.#room = room;
    this.#onPresence = onPresence;
    this.#stop = socket.onMoment((moment) => this.#take(moment));
  }

  /** Tells the others, at most once in three seconds, and only where somebody may be told. */
  writes(on: boolean): void {
    if (this.count === null) return;
    const isDue = on ? !this.#told.on || Date.now() - this.#told.at >= TELL_EVERY_MS : this.#told.on;
    if (!isDue || !socket.tell({ t: 'typing', r: this.#room, on })) return;
    this.#told = { at: on ? Date.now() : this.#told.at, on };
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#timer);
    clearTimeout(this.#gone);
  }

  #take(moment: Moment): void {
    if (moment.r !== this.#room) return;
    if (moment.t === 'presence') {
      this.count = moment.count;
      this.#onPresence();
      clearTimeout(this.#gone);
      this.#gone = setTimeout(() => (this.count = null), moment.ttl_ms);
      return;
    }
    for (const name of moment.who) this.#until.set(name, Date.now() + moment.ttl_ms);
    this.#expire();
  }

  #expire(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    for (const [name, until] of this.#until) if (until <= now) this.#until.delete(name);
    this.typing = [...this.#until.keys()];
    if (this.#until.size) this.#timer = setTimeout(() => this.#expire(), Math.min(...this.#until.values()) - now);
  }
}
