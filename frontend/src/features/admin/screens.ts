/** The pages of headquarters are small and opened one after the other: one file weighs less than three. */
export { AuditLog, SecurityLog } from '../audit';
export { DeadLetters } from '../mail';
export { default as Admin } from './Admin.svelte';
