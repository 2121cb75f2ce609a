import { store } from '../../../kit/store';

/** The draft of a message in a room, stored on the device. */
export class RoomDraft {
  readonly #name: string;
  #write: Promise<void> = Promise.resolve();

  constructor(room: string) {
    this.#name = `draft/${room}`;
  }

  load(): Promise<string | undefined> {
    return store.get<string>(this.#name);
  }

  /** Writes are queued, because encryption takes time and a draft must not come back after its message was sent. */
  save(text: string): Promise<void> {
    const write = () => (text ? store.put(this.#name, text) : store.del(this.#name));
    // A draft that cannot be stored is still on screen.
    this.#write = this.#write.then(write).catch(() => undefined);
    return this.#write;
  }
}
