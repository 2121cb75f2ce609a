/** The time of day for the page, a new one every half minute while somebody looks. */
class Now {
  #at = $state(Date.now());
  #subscribers = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Reading it in a template keeps the template on time, as long as somebody is subscribed. */
  get at(): number {
    return this.#at;
  }

  /** For an `$effect`: keeps the time running until the effect ends. */
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
