import type { PresenceFrame } from '../../../kit/socket/frames';
import { socket } from '../../../kit/socket/socket.svelte';

const SEND_EVERY_MS = 3_000;

/** Who is typing and how many people are in a live room. None of it is stored (safety 25). */
export class Presence {
  readonly #room: string;
  typing = $state.raw<string[]>([]);
  /** Null unless the room is live. */
  count = $state<number | null>(null);
  #typingUntil = new Map<string, number>();
  #lastSent = { at: 0, on: false };
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #presenceTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #stop: () => void;
  readonly #onPresence: () => void;

  constructor(room: string, onPresence: () => void) {
    this.#room = room;
    this.#onPresence = onPresence;
    this.#stop = socket.onPresence((frame) => this.#onFrame(frame));
  }

  /** Sends the typing signal at most once in three seconds, and only in rooms that have it. */
  setTyping(on: boolean): void {
    if (this.count === null) return;
    const isDue = on ? !this.#lastSent.on || Date.now() - this.#lastSent.at >= SEND_EVERY_MS : this.#lastSent.on;
    if (!isDue || !socket.send({ t: 'typing', r: this.#room, on })) return;
    this.#lastSent = { at: on ? Date.now() : this.#lastSent.at, on };
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#presenceTimer);
  }

  #onFrame(frame: PresenceFrame): void {
    if (frame.r !== this.#room) return;
    if (frame.t === 'presence') {
      this.count = frame.count;
      this.#onPresence();
      clearTimeout(this.#presenceTimer);
      this.#presenceTimer = setTimeout(() => (this.count = null), frame.ttl_ms);
      return;
    }
    for (const name of frame.who) this.#typingUntil.set(name, Date.now() + frame.ttl_ms);
    this.#expire();
  }

  #expire(): void {
    clearTimeout(this.#typingTimer);
    const now = Date.now();
    for (const [name, until] of this.#typingUntil) if (until <= now) this.#typingUntil.delete(name);
    this.typing = [...this.#typingUntil.keys()];
    if (this.#typingUntil.size)
      this.#typingTimer = setTimeout(() => this.#expire(), Math.min(...this.#typingUntil.values()) - now);
  }
}
