import { pollPendingCalls } from '../features/care';
import { language } from '../kit';
import { registerServiceWorker } from './app-update.svelte';
import { startScreenLock } from './screen-lock/lock';

/** What nobody waits for when a page opens, and every page needs a moment later; fetched together, ahead of its need. */
export { HelpDialog } from '../features/care';
export { default as StatusBars } from './StatusBars.svelte';
export { default as LockScreen } from './screen-lock/LockScreen.svelte';

pollPendingCalls();
startScreenLock();
registerServiceWorker();
// A dialog that opens without a network has Back close it too.
void import('../kit/dialog-history').catch(() => undefined);
// What a refusal says is not needed before somebody can do something.
void language.load('errors').catch(() => undefined);
