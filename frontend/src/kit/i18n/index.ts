export { language, msg } from './i18n.svelte';
export { formatList } from './list';
export { errorText, fieldError } from './errors';
