/** The pages of headquarters are small and opened one after the other: one file weighs less than three. */
export { default as DeadLetters } from '../mail/DeadLetters.svelte';
export { default as Admin } from './Admin.svelte';
export { default as Audit } from './Audit.svelte';
export { default as Security } from './Security.svelte';
