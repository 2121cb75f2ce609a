/** What keeps the list of rooms up to date; fetched once somebody is signed in. */
export const loadRoomSync = () => import('./room-sync');
