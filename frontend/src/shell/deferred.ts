import { pollPendingCalls } from '../features/care';
import { language } from '../kit';
import { registerServiceWorker } from './app-update.svelte';
import { startScreenLock } from './screen-lock/lock';

/** Parts that no page needs at once and every page needs soon. They are one chunk, fetched early. */
export { HelpDialog } from '../features/care';
export { default as StatusBars } from './StatusBars.svelte';
export { default as LockScreen } from './screen-lock/LockScreen.svelte';

pollPendingCalls();
startScreenLock();
registerServiceWorker();
// Dialogs opened offline need the history, so that Back closes them.
void import('../kit/dialog-history').catch(() => undefined);
// Error texts are not needed before the first action.
void language.load('errors').catch(() => undefined);
