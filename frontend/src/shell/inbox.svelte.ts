import { api } from '../kit/api/client';
import type { Notice, Page } from '../kit/api/types';
import { login } from '../kit/login.svelte';

const LOOK_EVERY_MS = 60_000;

/** How many updates are new. Looked up when the page is shown and once a minute while it is. */
class Inbox {
  unread = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    login.follow(
      () => this.#start(),
      () => this.#stop(),
    );
    document.addEventListener('visibilitychange', () => void this.look());
  }

  look = async (): Promise<void> => {
    if (login.state !== 'in' || document.visibilityState !== 'visible') return;
    try {
      this.unread = (await api.get<Page<Notice> & { unread: number }>('/notices', { limit: 1 })).unread;
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
  }
}

export const inbox = new Inbox();
