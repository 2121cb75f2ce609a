import { router, type Layers } from './router.svelte';

/**
 * Dialogs lie over the page, and Back closes the uppermost first. Each takes an entry of the history with the address of the
 * page; one that was closed otherwise leaves its entry for the next dialog or page, and Back steps over it.
 */
class Stack implements Layers {
  #open: (() => void)[] = [];
  // A page that was loaded anew may stand on an entry that a dialog left.
  #depth = depthNow();

  /** Lies over the page until the answer is called; Back calls `close`. */
  add(close: () => void): () => void {
    this.#open.push(close);
    if (this.#depth < this.#open.length) history.pushState({ layer: ++this.#depth }, '');
    return () => {
      this.#open = this.#open.filter((other) => other !== close);
    };
  }

  /** Whether a step through the history was about layers only. */
  takes(isSamePage: boolean): boolean {
    const [before, now] = [this.#depth, depthNow()];
    this.#depth = now;
    if (!isSamePage || now >= before) return false;
    const close = this.#open.pop();
    if (close) close();
    else history.go(-1 - now);
    return true;
  }

  /** The next page takes the place of an entry that is left over. */
  leave(): boolean {
    const isSpare = this.#depth > 0;
    this.#depth = 0;
    return isSpare;
  }
}

function depthNow(): number {
  return (history.state as { layer?: number } | null)?.layer ?? 0;
}

export const layers = new Stack();
router.layers = layers;
