export { default as DayBand } from './calendar-days/DayBand.svelte';
export { DayMarks } from './calendar-days/day-marks.svelte';
export { default as MoveAllDialog } from './closures/MoveAllDialog.svelte';
export { directory } from './directory.svelte';
export { default as WeeklyHours } from './opening-hours/WeeklyHours.svelte';
