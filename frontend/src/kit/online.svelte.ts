/** The state of the network: as the browser reports it, corrected by the last request. */
class Online {
  #browser = $state(typeof navigator === 'undefined' || navigator.onLine !== false);
  #reached = $state(true);
  /** How often the browser has reported that the network was lost. */
  offlineCount = 0;

  constructor() {
    if (typeof window === 'undefined') return;
    window.addEventListener('online', () => {
      this.#browser = true;
      this.#reached = true;
    });
    window.addEventListener('offline', () => {
      this.#browser = false;
      this.offlineCount += 1;
    });
  }

  get isOnline(): boolean {
    return this.#browser && this.#reached;
  }

  /**
   * Called after each request with whether the server answered. A request from before the network was lost is ignored.
   */
  report(reached: boolean, countBefore = this.offlineCount): void {
    if (countBefore !== this.offlineCount) return;
    this.#reached = reached;
    if (reached) this.#browser = true;
  }
}

export const online = new Online();
