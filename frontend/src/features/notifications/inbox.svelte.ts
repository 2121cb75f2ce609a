import { api } from '../../kit/api/client';
import type { Inbox as InboxPage } from '../../kit/api/types';
import { hints } from '../../kit/invalidations';
import { login } from '../../kit/login.svelte';
import { rooms } from '../chat/rooms/rooms.svelte';

const LOOK_EVERY_MS = 60_000;

/** How many updates are new, and whether somebody asks for the person. Looked up when told, when the page is shown, and now and then. */
class Inbox {
  unread = $state(0);
  /** Calls to which the person is asked to come; looked up by `watch/asked`. */
  calls = $state(0);
  /** How many updates of the person's own sessions have come while the page was open. */
  changes = $state(0);
  total = $derived(this.unread + this.calls + rooms.unread);
  #newest: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    login.follow(
      () => this.#start(),
      () => this.#stop(),
    );
    hints.follow((k) => void (k === 'inbox' && this.look(true)));
    document.addEventListener('visibilitychange', () => void this.look());
  }

  look = async (isTold = false): Promise<void> => {
    if (login.state !== 'in' || login.isLocked || !(isTold || document.visibilityState === 'visible')) return;
    try {
      const { unread, items } = await api.get<InboxPage>('/notices', { limit: 1 });
      const [newest] = items;
      if (this.#newest !== undefined && newest?.id !== this.#newest && /^session_/.test(newest?.kind ?? '')) {
        this.changes += 1;
      }
      this.#newest = newest?.id ?? '';
      this.unread = unread;
    } catch {
      // The badge is a hint; the page of updates says what is wrong.
    }
  };

  #start(): void {
    void this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.unread = 0;
    this.#newest = undefined;
  }
}

export const inbox = new Inbox();
