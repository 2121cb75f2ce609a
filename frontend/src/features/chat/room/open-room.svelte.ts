import { api } from '../../../kit/api/client';
import { isProblem } from '../../../kit/api/problem';
import type {
  ChatEvent,
  ChatMessage,
  EventPage,
  MessageList,
  Page,
  Reaction,
  Seat,
  WholeRoom,
} from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';
import { outbox } from '../../../kit/outbox.svelte';
import { socket } from '../../../kit/socket/socket.svelte';
import { store } from '../../../kit/store';
import { queueOf, type NewMessage } from '../rooms/room-sync';
import { Presence } from './presence.svelte';
import { apply, logOf, insert, isUnread, prepend, type Log, type MessagePage } from '../messages/log';

export type RoomDetail = WholeRoom;

/** What the composer is for at this moment, besides saying something new. */
export type Intent =
  { kind: 'reply' | 'edit'; message: ChatMessage } | { kind: 'announcement'; message?: undefined } | null;

const PAGE = 50;
/** The largest page that the server gives. */
const LARGEST_PAGE = 200;
/** So many rows are in the page at once; the others stay in memory. They come and go a few at a time, or a phone would stumble. */
const WINDOW = 150;
const STEP = 25;
const POLL_MS = 10_000;
/** Pages of the largest size that are fetched to begin where reading stopped; whoever was away for longer begins at the oldest of them. */
const MAX_PAGES = 10;

/** A room on screen. */
export class OpenRoom {
  readonly id: string;
  detail = $state.raw<RoomDetail | undefined>();
  error = $state.raw<unknown>(undefined);
  log = $state.raw<Log | undefined>();
  /** The read marker when the room was opened: the "new" line stays where it was. */
  readNo = $state(0);
  /** The first message that was not read when the room was opened: the room opens there. */
  firstUnread: string | null = null;
  isLoadingOlder = $state(false);
  intent = $state.raw<Intent>(null);
  pins = $state.raw<ChatMessage[]>([]);
  /** Messages that are quoted and not in memory; null for those that are not this member's to see. */
  #quoted = $state<Record<string, ChatMessage | null>>({});
  /** The rows that are in the page: from … to of the messages in memory. */
  from = $state(0);
  to = $state(0);
  isAtEnd = $derived(this.to >= (this.log?.messages.length ?? 0));
  isAtStart = $derived(this.from === 0 && !this.log?.hasMore);
  readonly presence: Presence;
  #stop: (() => void)[] = [];
  #isClosed = false;
  #unsubscribe: (() => void) | undefined;
  #isLogStale = false;
  /** What holds here could not be asked for; the newest question counts. */
  #isDetailStale = false;
  #turn = 0;
  /** Older messages that are on their way. */
  #loading: Promise<void> | null = null;
  /** While the newest page is on its way, events wait for it. */
  #pendingEvents: ChatEvent[] | null = null;
  #draftWrite: Promise<void> = Promise.resolve();

  constructor(id: string) {
    this.id = id;
    this.presence = new Presence(id, () => this.#onPresence());
  }

  reload = async (): Promise<void> => {
    try {
      const detail = await this.#fetchDetail();
      if (this.#isClosed) return;
      if (this.detail && this.detail.membership_id !== detail.membership_id) this.#leave();
      const isFirst = !this.detail;
      if (isFirst) this.readNo = detail.read_no;
      this.detail = detail;
      this.#subscribe(detail);
      await this.#loadNewest(isFirst && detail.unread > 0);
      void this.loadPins();
      this.error = undefined;
    } catch (error) {
      if (isProblem(error, 'not_found')) this.#leave();
      this.error = error;
    }
  };

  /** Out of the room, or in it anew: nothing that was theirs to see before stays on the page (safety 11). */
  #leave(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#turn += 1;
    this.detail = undefined;
    this.log = undefined;
    this.firstUnread = null;
    this.pins = [];
    this.#quoted = {};
    this.intent = null;
    this.from = this.to = 0;
  }

  /** Whoever holds the room may have come: what could not be written a moment ago can be now (safety 41). */
  #onPresence(): void {
    if (this.detail && !this.detail.is_staffed_now) void this.refreshDetail();
  }

  async open(): Promise<void> {
    const delivered = outbox.onDelivered((entry, answer) => {
      if (entry.queue === queueOf(this.id)) this.#delivered(entry.cid, answer, entry.body as NewMessage);
    });
    // Without a socket the log is asked for now and then; so is a newest page that could not be had.
    const timer = setInterval(() => {
      if (this.#isDetailStale || (this.detail?.is_staffed_now === false && socket.state !== 'open'))
        void this.refreshDetail();
      if (this.#isLogStale) void this.#reset();
      else if (socket.state !== 'open' && document.visibilityState === 'visible') void this.#fetchMissed();
    }, POLL_MS);
    // A seat has changed: perhaps it is this one, taken away or given back.
    const seats = invalidations.subscribe((topic) => {
      if (topic === 'rooms') void (this.detail ? this.refreshDetail() : this.reload());
    });
    this.#stop.push(delivered, seats, () => clearInterval(timer));
    await this.reload();
  }

  close(): void {
    this.#isClosed = true;
    this.presence.close();
    this.#unsubscribe?.();
    for (const stop of this.#stop) stop();
  }

  /** Older rows: those in memory first, then from the server. */
  async older(): Promise<void> {
    if (!this.log || this.isLoadingOlder || this.isAtStart) return;
    const show = (added: number) => {
      this.from = Math.max(this.#first, this.from + added - STEP);
      this.to = Math.min(this.to + added, this.from + WINDOW);
    };
    if (this.from > this.#first) show(0);
    else await this.#prepend(PAGE, show);
  }

  /** Fetches back to this message, so that it can be revealed. */
  async loadBackTo(no: number): Promise<void> {
    const stay = (added: number) => {
      this.from += added;
      this.to += added;
    };
    while (this.log?.hasMore && (this.log.messages[0]?.no ?? 0) > no && !this.#isClosed) {
      await (this.#loading ?? this.#prepend(LARGEST_PAGE, stay));
    }
  }

  /** Fetches older messages. Which rows are in the page changes with them, in one step, or what is read would be gone between. */
  #prepend(limit: number, show: (added: number) => void): Promise<void> {
    this.#loading = this.#load(limit, show).finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load(limit: number, show: (added: number) => void): Promise<void> {
    if (!this.log) return;
    this.isLoadingOlder = true;
    try {
      const page = await this.#page(limit, this.log.messages[0]?.no ?? undefined);
      if (this.#isClosed || !this.log) return;
      const known = this.log.messages.length;
      this.log = prepend(this.log, page);
      show(this.log.messages.length - known);
    } finally {
      this.isLoadingOlder = false;
    }
  }

  /** Newer rows that were taken out of the page on the way up. */
  newer(): void {
    if (this.isAtEnd || !this.log) return;
    this.to = Math.min(this.log.messages.length, this.to + STEP);
    this.from = Math.max(this.from, this.to - WINDOW);
  }

  latest(): void {
    const length = this.log?.messages.length ?? 0;
    this.to = length;
    this.from = Math.max(this.#first, length - WINDOW);
  }

  /** The oldest in memory is not shown before what stands before it is known: its day and name would go again as it comes in. */
  get #first(): number {
    return this.log?.hasMore ? 1 : 0;
  }

  /** The message that another one answers: from memory, or asked for once. */
  quoted(m: string): ChatMessage | null | undefined {
    const known = this.log?.messages.find((message) => message.m === m);
    if (known || m in this.#quoted) return known ?? this.#quoted[m];
    void api.get<ChatMessage>(this.#path(m)).then(
      (message) => (this.#quoted[m] = message),
      () => (this.#quoted[m] = null),
    );
    return undefined;
  }

  /** Brings a message into the page; false when it is not in memory. */
  reveal(m: string): boolean {
    const index = this.log?.messages.findIndex((message) => message.m === m) ?? -1;
    if (index < 0) return false;
    if (index < this.from || index >= this.to) {
      this.from = Math.max(Math.min(index, this.#first), index - WINDOW / 2);
      this.to = Math.min(this.log?.messages.length ?? 0, this.from + WINDOW);
    }
    return true;
  }

  async edit(message: ChatMessage, body: string): Promise<void> {
    await api.patch(this.#path(message.m), { body, base_version: message.version });
    if (socket.state !== 'open') await this.#fetchMissed();
  }

  async takeBack(message: ChatMessage): Promise<void> {
    await api.del(this.#path(message.m));
    if (socket.state !== 'open') await this.#fetchMissed();
  }

  async react(message: ChatMessage, e: Reaction): Promise<void> {
    const isMine = message.reactions?.[e]?.includes(this.detail?.membership_id ?? '');
    const path = `${this.#path(message.m)}/reactions/${e}`;
    await (isMine ? api.del(path) : api.put(path));
    if (socket.state !== 'open') await this.#fetchMissed();
  }

  async pin(message: ChatMessage): Promise<void> {
    const path = `/chat/rooms/${this.id}/pins/${message.m}`;
    await (message.pinned_at ? api.del(path) : api.put(path));
    await this.loadPins();
  }

  async loadPins(): Promise<void> {
    const found = await api.get<MessageList>(`/chat/rooms/${this.id}/pins`).catch(() => undefined);
    if (found && !this.#isClosed) this.pins = found.items;
  }

  versions(message: ChatMessage): Promise<{ items: { version: number; body: string; at: number }[] }> {
    return api.get(`${this.#path(message.m)}/versions`);
  }

  #path(m: string): string {
    return `/chat/rooms/${this.id}/messages/${m}`;
  }

  /** Something is being written, or no longer. */
  setTyping(on: boolean): void {
    this.presence.setTyping(on);
  }

  draft(): Promise<string | undefined> {
    return store.get<string>(`draft/${this.id}`);
  }

  /** One after the other: sealing takes its time, and a draft must not come back after its message went. */
  saveDraft(text: string): Promise<void> {
    const write = () => (text ? store.put(`draft/${this.id}`, text) : store.del(`draft/${this.id}`));
    // What cannot be kept is still on screen.
    this.#draftWrite = this.#draftWrite.then(write).catch(() => undefined);
    return this.#draftWrite;
  }

  #subscribe(detail: RoomDetail): void {
    if (this.#unsubscribe) return;
    const subscriber = { onEvent: (event: ChatEvent) => this.#onEvent(event), onReset: () => void this.#reset() };
    this.#unsubscribe = socket.subscribe(this.id, { seq: detail.head_seq, epoch: detail.epoch }, subscriber);
  }

  /** The room with everybody in it: names are needed to mention somebody, and under what they wrote. */
  async #fetchDetail(): Promise<RoomDetail> {
    const detail = await api.get<RoomDetail>(`/chat/rooms/${this.id}`);
    for (let cursor = detail.seats_next; cursor;) {
      const page = await api.get<Page<Seat>>(`/chat/rooms/${this.id}/seats`, { cursor, limit: 200 });
      detail.seats = [...detail.seats, ...page.items];
      cursor = page.next;
    }
    return detail;
  }

  /** What is on screen is void, or has a hole: the newest page takes its place, as soon as it can be had. */
  async #reset(): Promise<void> {
    this.#isLogStale = true;
    try {
      await this.#loadNewest();
      this.#isLogStale = false;
    } catch (error) {
      // The timer tries again, unless there is nothing more to be had.
      if (!isProblem(error, 'not_found')) return;
      this.#isLogStale = false;
      this.#leave();
      this.error = error;
    }
  }

  /** The newest page takes the place of all that was known: what was changed or taken back in a hole cannot be told from what stands. */
  async #loadNewest(isAtFirstUnread = false): Promise<void> {
    const pending = (this.#pendingEvents ??= []);
    try {
      let log = logOf(await this.#page(PAGE));
      for (let pages = 0; isAtFirstUnread && pages < MAX_PAGES && log.hasMore; pages += 1) {
        const first = log.messages[0]?.no ?? 0;
        if (first <= this.readNo + 1) break;
        log = prepend(log, await this.#page(LARGEST_PAGE, first));
      }
      if (this.#isClosed || !this.detail) return;
      this.log = log;
      this.latest();
      const { membership_id: mine } = this.detail;
      this.firstUnread = (isAtFirstUnread && log.messages.find((one) => isUnread(one, this.readNo, mine))?.m) || null;
      if (this.firstUnread) this.reveal(this.firstUnread);
    } finally {
      this.#pendingEvents = null;
    }
    for (const event of pending) this.#onEvent(event);
  }

  #page(limit: number, before_no?: number): Promise<MessagePage> {
    return api.get<MessagePage>(`/chat/rooms/${this.id}/messages`, { before_no, limit });
  }

  #onEvent(event: ChatEvent): void {
    if (this.#pendingEvents || !this.log) {
      this.#pendingEvents?.push(event);
      return;
    }
    const wasAtEnd = this.isAtEnd;
    const applied = apply(this.log, event);
    if (applied.isGap) {
      void this.#fetchMissed();
      return;
    }
    this.log = applied.log;
    if (wasAtEnd) this.#extend();
    if (event.k === 'member' || event.k === 'room' || event.k === 'mod') void this.refreshDetail();
    const { m } = (event.d ?? {}) as { m?: string };
    if (event.k === 'pin' || this.pins.some((pinned) => pinned.m === m)) void this.loadPins();
    // A quoted message that is not in memory is asked for again when it is shown.
    if (m && event.k !== 'react') delete this.#quoted[m];
  }

  /** One more row at the end; the page never holds many more than its share. */
  #extend(): void {
    this.to = this.log?.messages.length ?? 0;
    if (this.to - this.from > WINDOW + STEP) this.from = this.to - WINDOW;
  }

  /** Who is here, or what holds here, has changed. */
  async refreshDetail(): Promise<void> {
    const turn = (this.#turn += 1);
    let error: unknown;
    const detail = await this.#fetchDetail().catch((why: unknown) => void (error = why));
    if (turn !== this.#turn || this.#isClosed) return;
    const isOut = isProblem(error, 'not_found');
    this.#isDetailStale = !detail && !isOut;
    if (isOut) {
      this.#leave();
      this.error = error;
    } else if (detail && this.detail && detail.membership_id !== this.detail.membership_id) {
      await this.reload();
    } else if (detail) {
      this.detail = detail;
    }
  }

  async #fetchMissed(): Promise<void> {
    if (!this.log) return;
    try {
      for (let more = true; more;) {
        const query = { after_seq: this.log.seq, limit: 200 };
        const part = await api.get<EventPage>(`/chat/rooms/${this.id}/events`, query);
        if (this.#isClosed) return;
        if (part.epoch !== this.log.epoch) return await this.#reset();
        const before = this.log.seq;
        for (const event of part.events) this.#onEvent(event);
        more = part.more && this.log.seq > before;
      }
    } catch (error) {
      // Offline, or the hole is too large: the newest page is right in either case once it can be had.
      if (socket.state === 'open' || isProblem(error, 'gap') || isProblem(error, 'not_found')) await this.#reset();
    }
  }

  /** An acknowledged message is shown at once; the event that follows brings the same one. */
  #delivered(cid: string, answer: unknown, sentMessage: NewMessage): void {
    const sent = answer as { m: string; seq: number; no: number | null; at: number };
    // In a slow room the next one has to wait; a held one is counted.
    if (this.detail?.moderation.slow_seconds || sent.no === null) void this.refreshDetail();
    if (!this.log || !this.detail || this.log.messages.some((message) => message.m === sent.m)) return;
    const { display_name: author, membership_id: author_id } = this.detail;
    const message: ChatMessage = {
      m: sent.m,
      seq: sent.seq,
      no: sent.no,
      author,
      author_id,
      body: sentMessage.body,
      at: sent.at,
      version: 0,
      cid,
      ...(sentMessage.reply && { reply_to: sentMessage.reply }),
      ...(sentMessage.kind && { kind: sentMessage.kind }),
    };
    const wasAtEnd = this.isAtEnd;
    this.log = insert(this.log, message);
    if (wasAtEnd) this.#extend();
  }
}
