import type { ChatRoom } from '../kit/api/types';

/** The rooms of the person as far as they are known; the badge of the navigation counts what is new in them. */
class Rooms {
  list = $state.raw<ChatRoom[]>([]);
  unread = $derived(this.list.reduce((sum, room) => sum + room.unread, 0));
}

export const rooms = new Rooms();
