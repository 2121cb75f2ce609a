import { language } from '../kit';

/** What nobody waits for when a page opens, and every page needs a moment later; fetched together, ahead of its need. */
export { default as Help } from '../shell/Help.svelte';
export { default as Bars } from './Bars.svelte';
export { default as Cover } from './Cover.svelte';

// A dialog that opens without a network has Back close it too.
void import('../kit/layers').catch(() => undefined);
// What a refusal says is not needed before somebody can do something.
void language.need('errors').catch(() => undefined);
