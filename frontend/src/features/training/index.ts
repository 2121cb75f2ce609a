export { default as BookableSession } from './progress/BookableSession.svelte';
export { amountText, isConfirmed, isDone, openPhase } from './progress/text';
