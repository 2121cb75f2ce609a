export { default as Asked } from './Asked.svelte';
export { default as CoverInbox } from './CoverInbox.svelte';
