import { loadRoomSync } from '../features/chat';
import { errorText, isProblem } from '../kit';
import { login } from '../kit/login.svelte';
import { router } from '../kit/router.svelte';
import { firstContent } from '../kit/first-content';
import { outbox } from '../kit/outbox.svelte';
import { confirmation } from '../ui/confirmation.svelte';
import { toasts } from '../ui/toast.svelte';

let isChatting = false;

/** The chat code is a chunk of its own, loaded after sign-in. If it fails, it is loaded when the network is back. */
function chat(): void {
  const update = (sync: Awaited<ReturnType<typeof loadRoomSync>>) => (isChatting ? sync.startChat() : sync.stopChat());
  loadRoomSync().then(update, () => undefined);
}

/** Starts and stops what belongs to a login. */
login.subscribe(
  async () => {
    await outbox.start();
    isChatting = true;
    // The page of a room needs it at once; all others load first.
    if (router.path.startsWith('/chat')) chat();
    else void firstContent.then(() => isChatting && chat());
  },
  () => {
    outbox.stop();
    isChatting = false;
    chat();
    toasts.clear();
    // A confirmation that names somebody must not stand over a locked screen (safety 55).
    confirmation.answer(false);
  },
);

// Unhandled errors are shown, unless the person has signed out meanwhile.
addEventListener('unhandledrejection', (event) => {
  const { reason } = event;
  if (!isProblem(reason)) return;
  event.preventDefault();
  if (login.state === 'in') toasts.add(errorText(reason), { isProblem: true });
});

// The network is back or the page is visible again, so waiting work is tried again.
addEventListener('online', () => {
  outbox.flush();
  if (isChatting) chat();
});
addEventListener('pageshow', () => outbox.flush());
