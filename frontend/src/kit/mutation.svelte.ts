/** Does something, keeps what went wrong, and has the page look again. */
export class Work {
  error = $state.raw<unknown>();
  #after: (done: unknown) => unknown;

  constructor(after: (done: unknown) => unknown) {
    this.#after = after;
  }

  run = async (work: () => Promise<unknown>): Promise<void> => {
    this.error = undefined;
    try {
      await this.#after(await work());
    } catch (caught) {
      this.error = caught;
    }
  };
}
