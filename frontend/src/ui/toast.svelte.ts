import { errorText, msg } from '../kit';

/** Short messages after an action, with Undo where possible. */
export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => unknown };
  isProblem: boolean;
}

const STAYS_MS = 5_000;
const STAYS_WITH_ACTION_MS = 10_000;

class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  add(text: string, options: { action?: Toast['action']; isProblem?: boolean } = {}): void {
    const id = this.#next;
    this.#next += 1;
    this.list = [...this.list.slice(-2), { id, text, action: options.action, isProblem: options.isProblem ?? false }];
    this.resume(id);
  }

  close(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** A toast stays while it is hovered or has focus. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    const toast = this.list.find((entry) => entry.id === id);
    if (!toast) return;
    const ms = toast.action || toast.isProblem ? STAYS_WITH_ACTION_MS : STAYS_MS;
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), ms),
    );
  }

  clear(): void {
    for (const toast of this.list) this.hold(toast.id);
    this.list = [];
  }
}

export const toasts = new Toasts();

/** Confirms an action; with Undo use `toastUndo`. */
export function toast(text: string, options?: { action?: Toast['action']; isProblem?: boolean }): void {
  toasts.add(text, options);
}

/** Shows an error. */
export function toastError(error: unknown): void {
  toasts.add(errorText(error), { isProblem: true });
}

/** Confirms an action and offers Undo. */
export function toastUndo(text: string, undo: () => unknown): void {
  toasts.add(text, { action: { label: msg.ui.undo, run: undo } });
}
