/** The pages of headquarters are small and are opened one after the other, so they share one chunk. */
export { AuditLog, SecurityLog } from '../audit';
export { DeadLetters } from '../mail';
export { default as Admin } from './Admin.svelte';
