/** A question before something that cannot be undone. What can be undone is done, and offers the way back. */
export interface Question {
  title: string;
  text: string;
  /** What the button does, as a verb. */
  action: string;
  isDanger?: boolean;
}

class Asking {
  question = $state.raw<Question | null>(null);
  #answer: ((yes: boolean) => void) | null = null;

  ask(question: Question): Promise<boolean> {
    this.reply(false);
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  reply(yes: boolean): void {
    this.question = null;
    this.#answer?.(yes);
    this.#answer = null;
  }
}

export const asking = new Asking();

/** `if (await confirm({ title, text, action })) …` */
export function confirm(question: Question): Promise<boolean> {
  return asking.ask(question);
}
