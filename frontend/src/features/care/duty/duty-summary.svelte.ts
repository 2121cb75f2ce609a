import { api, login } from '../../../kit';
import { hints } from '../../../kit/invalidations';
import type { DutyToday } from '../types';

/** Duty as Today shows it, asked for once by all parts of the page, and again when a call comes or goes. */
class DutyNow {
  view = $state.raw<DutyToday | null>(null);
  #asked: Promise<void> | null = null;

  constructor() {
    login.follow(
      () => undefined,
      () => {
        this.view = null;
      },
    );
    hints.follow((k) => void (k === 'duty' && this.view && this.load()));
  }

  /** Nothing of it is needed without a network. */
  load(): Promise<void> {
    this.#asked ??= api
      .get<DutyToday>('/duty')
      .then(
        (view) => void (this.view = view),
        () => undefined,
      )
      .finally(() => (this.#asked = null));
    return this.#asked;
  }
}

export const dutyNow = new DutyNow();
