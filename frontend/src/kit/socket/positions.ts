import type { ChatEvent } from '../api/types';
import type { Position } from './frames';

/** The result of offering an event: it is the next one, it is known, or one before it is missing. */
export type Offered = 'next' | 'duplicate' | 'gap';

/** The position of each room's subscription. Events are delivered in order, each once. */
export class Positions {
  #at = new Map<string, Position>();

  set(room: string, position: Position): void {
    this.#at.set(room, { ...position });
  }

  get(room: string): Position | undefined {
    return this.#at.get(room);
  }

  forget(room: string): void {
    this.#at.delete(room);
  }

  clear(): void {
    this.#at.clear();
  }

  all(): ({ r: string } & Position)[] {
    return [...this.#at].map(([r, position]) => ({ r, ...position }));
  }

  offer(room: string, event: ChatEvent): Offered {
    const at = this.#at.get(room);
    if (!at || event.seq <= at.seq) return 'duplicate';
    if (event.seq > at.seq + 1) return 'gap';
    at.seq = event.seq;
    return 'next';
  }
}
