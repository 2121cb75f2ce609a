export { directory } from './directory.svelte';
export { default as WeeklyHours } from './opening-hours/WeeklyHours.svelte';
