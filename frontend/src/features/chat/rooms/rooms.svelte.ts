import type { ChatRoom } from '../../../kit/api/types';

/** The person's rooms as far as they are loaded. The badge of the navigation counts their unread messages. */
class Rooms {
  list = $state.raw<ChatRoom[]>([]);
  isLoaded = $state(false);
  error = $state.raw<unknown>(undefined);
  unread = $derived(this.list.reduce((sum, room) => sum + room.unread, 0));

  find(id: string): ChatRoom | undefined {
    return this.list.find((room) => room.id === id);
  }

  change(id: string, change: (room: ChatRoom) => Partial<ChatRoom>): void {
    this.list = this.list.map((room) => (room.id === id ? { ...room, ...change(room) } : room));
  }

  clear(): void {
    this.list = [];
    this.isLoaded = false;
    this.error = undefined;
  }
}

export const rooms = new Rooms();
