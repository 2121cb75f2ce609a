export { unreadNotices } from './unread-notices.svelte';
