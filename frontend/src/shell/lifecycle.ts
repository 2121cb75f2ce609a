import { login } from '../kit/login.svelte';
import { stopIdle, watchIdle } from '../kit/idle';
import { outbox } from '../kit/outbox.svelte';
import { toasts } from '../ui/toast.svelte';

/** Chat is a part of its own, fetched once somebody is signed in. */
const chat = () => import('../features/chat/live');
let isChatting = false;

/** What begins with a login and ends with it. */
login.follow(
  async () => {
    if (login.me) {
      const until = (at: number) => login.stayAwake(at);
      watchIdle(login.me.idle_lock_ms, () => void login.signOut('idle'), until);
    }
    await outbox.start();
    isChatting = true;
    void chat().then((live) => (isChatting ? live.startChat() : undefined));
  },
  () => {
    stopIdle();
    outbox.stop();
    isChatting = false;
    void chat().then((live) => (isChatting ? undefined : live.stopChat()));
    toasts.clear();
  },
);

// The network is back, or the page is: whatever waits may try again.
addEventListener('online', () => outbox.wake());
addEventListener('pageshow', () => outbox.wake());
