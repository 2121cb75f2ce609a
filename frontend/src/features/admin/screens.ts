/** The pages of headquarters are small and opened one after the other: one file weighs less than three. */
export { default as DeadLetters } from '../mail/DeadLetters.svelte';
export { default as Admin } from './Admin.svelte';
export { default as AuditLog } from '../audit/AuditLog.svelte';
export { default as SecurityLog } from '../audit/SecurityLog.svelte';
