/** Parts that the screens of other features show; each is loaded when it is shown. */
export const loadKeepApart = () => import('./keep-apart/KeepApart.svelte');
export const loadReminderChoice = () => import('./reminders/ReminderChoice.svelte');

/** What waits for the reader's answer. */
export const loadCoverSummary = () => import('./cover/CoverSummary.svelte');
