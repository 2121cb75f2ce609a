import { Problem } from '../api/problem';
import type { ServerFrame } from './frames';

const TIMEOUT_MS = 10_000;

interface Pending {
  resolve: (frame: ServerFrame) => void;
  reject: (error: Problem) => void;
}

/** Frames that wait for their answer, by id. Every failure is a `Problem`. */
export class Requests {
  #pending = new Map<string, Pending>();

  add(id: string): Promise<ServerFrame> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(new Problem(0, 'timeout'))), TIMEOUT_MS);
      const settle = (run: () => void) => {
        clearTimeout(timer);
        this.#pending.delete(id);
        run();
      };
      this.#pending.set(id, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      });
    });
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  resolve(id: string, frame: ServerFrame): void {
    this.#pending.get(id)?.resolve(frame);
  }

  reject(id: string, error: Problem): void {
    this.#pending.get(id)?.reject(error);
  }

  rejectAll(error: Problem): void {
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}
