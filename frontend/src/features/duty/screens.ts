/** The screens of duty are opened one after the other and say much the same: one file weighs less than five. */
export { default as Cards } from './Cards.svelte';
export { default as Duty } from './Duty.svelte';
export { default as Incident } from './Incident.svelte';
export { default as NewIncident } from './NewIncident.svelte';
export { default as Rota } from './Rota.svelte';
