export { default as InvitationCards } from './invitations/InvitationCards.svelte';
export { default as PersonPicker } from './people/PersonPicker.svelte';
