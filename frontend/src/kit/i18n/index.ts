export { language, msg } from './i18n.svelte';
export { errorText, fieldError } from './errors';
