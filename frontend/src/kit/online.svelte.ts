/** What is known about the network: the browser's word, corrected by the last request. */
class Online {
  #browser = $state(typeof navigator === 'undefined' || navigator.onLine !== false);
  #reached = $state(true);
  /** How often the browser has said that the network went. */
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

  /** Called after each request: did the server answer at all? What was asked for before the network went says nothing of now. */
  report(reached: boolean, countBefore = this.offlineCount): void {
    if (countBefore !== this.offlineCount) return;
    this.#reached = reached;
    if (reached) this.#browser = true;
  }
}

export const online = new Online();
