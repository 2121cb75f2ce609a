export { pendingCalls } from './calls/pending-calls.svelte';
export { pollPendingCalls } from './calls/poll-pending';
export { dutySummary } from './duty/duty-summary.svelte';
export { default as CrisisCard } from './help/CrisisCard.svelte';
export { default as HelpDialog } from './help/HelpDialog.svelte';
export { help } from './help/help.svelte';
