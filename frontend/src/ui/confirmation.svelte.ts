/** A question before something that cannot be undone. What can be undone is done, and offers the way back. */
export interface Question {
  title: string;
  text: string;
  /** What the button does, as a verb. */
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

/** `if (await confirm({ title, text, action })) …` */
export function confirm(question: Question): Promise<boolean> {
  return confirmation.ask(question);
}
