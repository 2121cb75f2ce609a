export { loadCoverSummary, loadKeepApart, loadReminderChoice } from './parts';
export { mayBeKept, problemText, reasonText } from './planning/reasons';
export { refusalText } from './planning/refusal';
export { sessionTypes } from './session-types.svelte';
export { default as SessionRow } from './sessions/SessionRow.svelte';
export { givenTitleOf, hoursOf, placeOf, titleOf, whenOf } from './sessions/text';
