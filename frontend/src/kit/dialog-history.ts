import { router, type DialogEntries } from './router.svelte';

/**
 * The history of open dialogs; Back closes the uppermost first. Each dialog pushes an entry with the address of the
 * page. A dialog that was closed otherwise leaves its entry for the next dialog or page, and Back skips it.
 */
class DialogHistory implements DialogEntries {
  #open: (() => void)[] = [];
  // After a reload, the current entry may be one that a dialog left.
  #depth = currentDepth();

  /** Registers an open dialog; Back calls `close`. The function that it returns unregisters it. */
  push(close: () => void): () => void {
    this.#open.push(close);
    if (this.#depth < this.#open.length) history.pushState({ layer: ++this.#depth }, '');
    return () => {
      this.#open = this.#open.filter((other) => other !== close);
    };
  }

  onPop(isSamePage: boolean): boolean {
    const [before, now] = [this.#depth, currentDepth()];
    this.#depth = now;
    if (!isSamePage || now >= before) return false;
    const close = this.#open.pop();
    if (close) close();
    else history.go(-1 - now);
    return true;
  }

  releaseEntry(): boolean {
    const isSpare = this.#depth > 0;
    this.#depth = 0;
    return isSpare;
  }
}

function currentDepth(): number {
  return (history.state as { layer?: number } | null)?.layer ?? 0;
}

export const dialogHistory = new DialogHistory();
router.dialogs = dialogHistory;
