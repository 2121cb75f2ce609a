export { default as StaffedHours } from './moderation/StaffedHours.svelte';
export { loadRoomSync } from './rooms/load-room-sync';
export { default as NewRoom } from './rooms/NewRoom.svelte';
export { rooms } from './rooms/rooms.svelte';
