export { default as AuditLog } from './AuditLog.svelte';
export { default as SecurityLog } from './SecurityLog.svelte';
