import { login } from '../kit/login.svelte';
import { stopIdle, watchIdle } from '../kit/idle';
import { outbox } from '../kit/outbox.svelte';
import { toasts } from '../ui/toast.svelte';

/** What begins with a login and ends with it. */
login.follow(
  async () => {
    if (login.me) watchIdle(login.me.idle_lock_ms, () => void login.signOut('idle'));
    await outbox.start();
  },
  () => {
    stopIdle();
    outbox.stop();
    toasts.clear();
  },
);

// The network is back, or the page is: whatever waits may try again.
addEventListener('online', () => outbox.wake());
addEventListener('pageshow', () => outbox.wake());
