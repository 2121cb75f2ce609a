/** Asks before an action that cannot be undone. Actions that can be undone offer Undo afterwards. */
export interface Question {
  title: string;
  text: string;
  /** The label of the button, as a verb. */
  action: string;
  isDanger?: boolean;
}

class Confirmation {
  question = $state.raw<Question | null>(null);
  #resolve: ((yes: boolean) => void) | null = null;

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.question = question;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  answer(yes: boolean): void {
    this.question = null;
    this.#resolve?.(yes);
    this.#resolve = null;
  }
}

export const confirmation = new Confirmation();

export function confirm(question: Question): Promise<boolean> {
  return confirmation.ask(question);
}
