import { api, login } from '../../../kit';
import { invalidations } from '../../../kit/invalidations';
import type { DutyToday } from '../types';

/** Duty as Today shows it. All parts of the page share one request, repeated when a call comes or goes. */
class DutySummary {
  view = $state.raw<DutyToday | null>(null);
  #asked: Promise<void> | null = null;

  constructor() {
    login.subscribe(
      () => undefined,
      () => {
        this.view = null;
      },
    );
    invalidations.subscribe((topic) => void (topic === 'duty' && this.view && this.load()));
  }

  /** Ignores failures, because it is not needed offline. */
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

export const dutySummary = new DutySummary();
