import { api } from '../../kit/api/client';
import type { Inbox as InboxPage } from '../../kit/api/types';
import { invalidations } from '../../kit/invalidations';
import { login } from '../../kit/login.svelte';

const REFRESH_EVERY_MS = 60_000;

/** The number of new updates. It is loaded on a hint of the server, when the page is shown, and every minute. */
class UnreadNotices {
  count = $state(0);
  /** The number of updates about the person's own sessions since the page was opened. */
  sessionChanges = $state(0);
  #newest: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    login.subscribe(
      () => this.#start(),
      () => this.#stop(),
    );
    invalidations.subscribe((topic) => void (topic === 'inbox' && this.refresh(true)));
    document.addEventListener('visibilitychange', () => void this.refresh());
  }

  refresh = async (isTold = false): Promise<void> => {
    if (login.state !== 'in' || login.isLocked || !(isTold || document.visibilityState === 'visible')) return;
    try {
      const { unread, items } = await api.get<InboxPage>('/notices', { limit: 1 });
      const [newest] = items;
      if (this.#newest !== undefined && newest?.id !== this.#newest && /^session_/.test(newest?.kind ?? '')) {
        this.sessionChanges += 1;
      }
      this.#newest = newest?.id ?? '';
      this.count = unread;
    } catch {
      // The badge is only a hint; the page of updates reports errors.
    }
  };

  #start(): void {
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_EVERY_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.count = 0;
    this.#newest = undefined;
  }
}

export const unreadNotices = new UnreadNotices();
