import { loadRoomSync } from '../features/chat';
import { errorText, isProblem } from '../kit';
import { login } from '../kit/login.svelte';
import { router } from '../kit/router.svelte';
import { firstContent } from '../kit/first-content';
import { outbox } from '../kit/outbox.svelte';
import { confirmation } from '../ui/confirmation.svelte';
import { toasts } from '../ui/toast.svelte';

let isChatting = false;

/** Chat is a part of its own, fetched once somebody is signed in; what could not be fetched is when the network is back. */
function chat(): void {
  const told = (sync: Awaited<ReturnType<typeof loadRoomSync>>) => (isChatting ? sync.startChat() : sync.stopChat());
  loadRoomSync().then(told, () => undefined);
}

/** What begins with a login and ends with it. */
login.subscribe(
  async () => {
    await outbox.start();
    isChatting = true;
    // Who is in a room waits for it; everybody else for their page.
    if (router.path.startsWith('/chat')) chat();
    else void firstContent.then(() => isChatting && chat());
  },
  () => {
    outbox.stop();
    isChatting = false;
    chat();
    toasts.clear();
    // A question that names somebody does not stand over a locked screen (safety 55).
    confirmation.answer(false);
  },
);

// What was asked for and failed is said, whoever asked; not to somebody who has left meanwhile.
addEventListener('unhandledrejection', (event) => {
  const { reason } = event;
  if (!isProblem(reason)) return;
  event.preventDefault();
  if (login.state === 'in') toasts.add(errorText(reason), { isProblem: true });
});

// The network is back, or the page is: whatever waits may try again.
addEventListener('online', () => {
  outbox.flush();
  if (isChatting) chat();
});
addEventListener('pageshow', () => outbox.flush());
