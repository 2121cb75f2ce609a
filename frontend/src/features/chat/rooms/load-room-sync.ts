/** Loads the synchronisation of rooms once somebody is signed in. */
export const loadRoomSync = () => import('./room-sync');
