/** The screens of duty are opened one after the other and share most of their code, so they share one chunk. */
export { default as CrisisCards } from './help/CrisisCards.svelte';
export { default as Duty } from './duty/Duty.svelte';
export { default as Incident } from './incidents/Incident.svelte';
export { default as NewIncident } from './incidents/NewIncident.svelte';
export { default as Rota } from './duty/Rota.svelte';
