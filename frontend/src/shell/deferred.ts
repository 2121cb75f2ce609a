import { language } from '../kit';

/** What nobody waits for when a page opens, and every page needs a moment later; fetched together, ahead of its need. */
export { default as Help } from '../features/care/help/HelpDialog.svelte';
export { default as Bars } from './StatusBars.svelte';
export { default as Cover } from './screen-lock/LockScreen.svelte';

// A dialog that opens without a network has Back close it too.
void import('../kit/dialog-history').catch(() => undefined);
// What a refusal says is not needed before somebody can do something.
void language.need('errors').catch(() => undefined);
