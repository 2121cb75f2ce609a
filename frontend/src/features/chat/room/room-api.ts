import { api } from '../../../kit/api/client';
import type {
  ChatMessage,
  EventPage,
  MessageList,
  MessagePage,
  Page,
  Reaction,
  Seat,
  WholeRoom,
} from '../../../kit/api/types';

/** The requests of one room. */
export class RoomApi {
  readonly #base: string;

  constructor(id: string) {
    this.#base = `/chat/rooms/${id}`;
  }

  /** The room with all its people, whose names are needed for mentions and beside messages. */
  async detail(): Promise<WholeRoom> {
    const detail = await api.get<WholeRoom>(this.#base);
    for (let cursor = detail.seats_next; cursor;) {
      const page = await api.get<Page<Seat>>(`${this.#base}/seats`, { cursor, limit: 200 });
      detail.seats = [...detail.seats, ...page.items];
      cursor = page.next;
    }
    return detail;
  }

  messages(limit: number, before_no?: number): Promise<MessagePage> {
    return api.get<MessagePage>(`${this.#base}/messages`, { before_no, limit });
  }

  message(m: string): Promise<ChatMessage> {
    return api.get<ChatMessage>(this.#message(m));
  }

  events(after_seq: number): Promise<EventPage> {
    return api.get<EventPage>(`${this.#base}/events`, { after_seq, limit: 200 });
  }

  pins(): Promise<MessageList> {
    return api.get<MessageList>(`${this.#base}/pins`);
  }

  setPinned(m: string, isPinned: boolean): Promise<void> {
    const path = `${this.#base}/pins/${m}`;
    return isPinned ? api.put(path) : api.del(path);
  }

  edit(message: ChatMessage, body: string): Promise<void> {
    return api.patch(this.#message(message.m), { body, base_version: message.version });
  }

  remove(m: string): Promise<void> {
    return api.del(this.#message(m));
  }

  setReaction(m: string, e: Reaction, isOn: boolean): Promise<void> {
    const path = `${this.#message(m)}/reactions/${e}`;
    return isOn ? api.put(path) : api.del(path);
  }

  versions(m: string): Promise<{ items: { version: number; body: string; at: number }[] }> {
    return api.get(`${this.#message(m)}/versions`);
  }

  #message(m: string): string {
    return `${this.#base}/messages/${m}`;
  }
}
