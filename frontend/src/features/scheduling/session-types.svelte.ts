import { api, language, login } from '../../kit';
import type { SessionType, SessionTypes } from '../../kit/api/types';

/** The session types, loaded once per login. */
class SessionTypesStore {
  items = $state.raw<SessionType[]>([]);
  #loading: Promise<void> | null = null;

  constructor() {
    login.subscribe(
      () => undefined,
      () => {
        this.items = [];
        this.#loading = null;
      },
    );
  }

  load = (): Promise<void> => {
    this.#loading ??= api
      .get<SessionTypes>('/session-types')
      .then((answer) => void (this.items = answer.items))
      .catch(() => void (this.#loading = null));
    return this.#loading;
  };

  of(code: string): SessionType | undefined {
    return this.items.find((type) => type.code === code);
  }

  /** The name of a type; its code until the names are loaded. */
  name(code: string): string {
    const type = this.of(code);
    return type ? language.of(type.name) : code.replaceAll('_', ' ');
  }
}

export const sessionTypes = new SessionTypesStore();
