/** What is known about the network: the browser's word, corrected by the last request. */
class Online {
  #browser = $state(typeof navigator === 'undefined' || navigator.onLine !== false);
  #reached = $state(true);

  constructor() {
    if (typeof window === 'undefined') return;
    window.addEventListener('online', () => {
      this.#browser = true;
      this.#reached = true;
    });
    window.addEventListener('offline', () => (this.#browser = false));
  }

  get isOnline(): boolean {
    return this.#browser && this.#reached;
  }

  /** Called after each request: did the server answer at all? */
  report(reached: boolean): void {
    this.#reached = reached;
    if (reached) this.#browser = true;
  }
}

export const online = new Online();
