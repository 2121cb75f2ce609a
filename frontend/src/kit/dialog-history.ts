import { router, type DialogEntries } from './router.svelte';

/**
 * Dialogs lie over the page, and Back closes the uppermost first. Each pushes an entry to the history with the address of the
 * page. One that was closed otherwise leaves its entry for the next dialog or page, and Back steps over it.
 */
class DialogHistory implements DialogEntries {
  #open: (() => void)[] = [];
  // A page that was loaded anew may stand on an entry that a dialog left.
  #depth = currentDepth();

  /** Registers an open dialog; Back calls `close`. The answer removes it again. */
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
