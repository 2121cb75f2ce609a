export { default as DeadLetters } from './DeadLetters.svelte';
