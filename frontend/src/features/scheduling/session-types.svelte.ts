import { api, language, login } from '../../kit';
import type { SessionType, SessionTypes } from '../../kit/api/types';

/** The kinds of session, fetched once a login. */
class Kinds {
  items = $state.raw<SessionType[]>([]);
  #asked: Promise<void> | null = null;

  constructor() {
    login.follow(
      () => undefined,
      () => {
        this.items = [];
        this.#asked = null;
      },
    );
  }

  load = (): Promise<void> => {
    this.#asked ??= api
      .get<SessionTypes>('/session-types')
      .then((answer) => void (this.items = answer.items))
      .catch(() => void (this.#asked = null));
    return this.#asked;
  };

  of(code: string): SessionType | undefined {
    return this.items.find((kind) => kind.code === code);
  }

  /** The name of a kind; its code until the names are there. */
  name(code: string): string {
    const kind = this.of(code);
    return kind ? language.of(kind.name) : code.replaceAll('_', ' ');
  }
}

export const kinds = new Kinds();
