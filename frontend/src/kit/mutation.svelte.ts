/** A change on the server. It keeps the error for the form and reports the result. */
export class Mutation {
  error = $state.raw<unknown>();
  #onDone: (answer: unknown) => unknown;

  constructor(onDone: (answer: unknown) => unknown) {
    this.#onDone = onDone;
  }

  run = async (change: () => Promise<unknown>): Promise<void> => {
    this.error = undefined;
    try {
      await this.#onDone(await change());
    } catch (caught) {
      this.error = caught;
    }
  };
}
