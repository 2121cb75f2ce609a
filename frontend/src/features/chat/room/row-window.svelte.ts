import type { Log } from '../messages/log';

/** The number of rows in the page at once; the others stay in memory. */
const SIZE = 150;
/** Rows are added and removed in small steps, so that scrolling stays smooth on a phone. */
const STEP = 25;

/** The part of the log that is in the page: `from` (inclusive) to `to` (exclusive) of the messages in memory. */
export class RowWindow {
  from = $state(0);
  to = $state(0);
  readonly #log: () => Log | undefined;

  constructor(log: () => Log | undefined) {
    this.#log = log;
  }

  get isAtEnd(): boolean {
    return this.to >= this.#length;
  }

  get isAtStart(): boolean {
    return this.from === 0 && !this.#log()?.hasMore;
  }

  /** Whether memory has older rows than the page. */
  get hasOlder(): boolean {
    return this.from > this.#first;
  }

  /** Shows older rows, after this many were added at the beginning of the log. */
  older(added: number): void {
    this.from = Math.max(this.#first, this.from + added - STEP);
    this.to = Math.min(this.to + added, this.from + SIZE);
  }

  /** Keeps the same rows, after this many were added at the beginning of the log. */
  stay(added: number): void {
    this.from += added;
    this.to += added;
  }

  /** Shows newer rows that were removed from the page while scrolling up. */
  newer(): void {
    if (this.isAtEnd) return;
    this.to = Math.min(this.#length, this.to + STEP);
    this.from = Math.max(this.from, this.to - SIZE);
  }

  latest(): void {
    this.to = this.#length;
    this.from = Math.max(this.#first, this.to - SIZE);
  }

  /** Shows one more row at the end, and keeps the page near its limit. */
  extend(): void {
    this.to = this.#length;
    if (this.to - this.from > SIZE + STEP) this.from = this.to - SIZE;
  }

  /** Moves the window to a message; false when it is not in memory. */
  reveal(m: string): boolean {
    const index = this.#log()?.messages.findIndex((message) => message.m === m) ?? -1;
    if (index < 0) return false;
    if (index < this.from || index >= this.to) {
      this.from = Math.max(Math.min(index, this.#first), index - SIZE / 2);
      this.to = Math.min(this.#length, this.from + SIZE);
    }
    return true;
  }

  clear(): void {
    this.from = this.to = 0;
  }

  get #length(): number {
    return this.#log()?.messages.length ?? 0;
  }

  /**
   * The oldest message in memory is hidden until the one before it is known, because its date and name depend on that
   * one.
   */
  get #first(): number {
    return this.#log()?.hasMore ? 1 : 0;
  }
}
