/** The screens of duty are opened one after the other and say much the same: one file weighs less than five. */
export { default as CrisisCards } from './help/CrisisCards.svelte';
export { default as Duty } from './duty/Duty.svelte';
export { default as Incident } from './incidents/Incident.svelte';
export { default as NewIncident } from './incidents/NewIncident.svelte';
export { default as Rota } from './duty/Rota.svelte';
