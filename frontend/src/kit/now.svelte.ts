/** The clock of the page, updated every half minute while the page is visible. */
class Now {
  #at = $state(Date.now());
  #subscribers = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The current time. Reading it in a template keeps the template up to date while somebody is subscribed. */
  get at(): number {
    return this.#at;
  }

  /** For an `$effect`: runs the clock until the effect ends. */
  subscribe = (): (() => void) => {
    this.#at = Date.now();
    this.#subscribers += 1;
    this.#timer ??= setInterval(() => (this.#at = Date.now()), 30_000);
    return () => {
      this.#subscribers -= 1;
      if (this.#subscribers > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };
}

export const now = new Now();
