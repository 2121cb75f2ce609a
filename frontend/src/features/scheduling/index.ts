export { mayBeKept, problemText, reasonText } from './planning/reasons';
export { why } from './planning/refusal';
export { kinds } from './session-types.svelte';
export { default as ReasonDialog } from './sessions/ReasonDialog.svelte';
export { default as SessionRow } from './sessions/SessionRow.svelte';
export { calledOf, hoursOf, listed, placeOf, titleOf, whenOf } from './sessions/text';
