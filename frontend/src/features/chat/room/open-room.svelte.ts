import { isProblem } from '../../../kit/api/problem';
import type { ChatEvent, ChatMessage, Reaction, WholeRoom } from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';
import { outbox } from '../../../kit/outbox.svelte';
import { socket } from '../../../kit/socket/socket.svelte';
import { apply, insert, isUnread, logOf, prepend, type Log } from '../messages/log';
import { queueOf, type NewMessage } from '../rooms/room-sync';
import { Presence } from './presence.svelte';
import { RoomApi } from './room-api';
import { RoomDraft } from './room-draft';
import { RowWindow } from './row-window.svelte';

export type RoomDetail = WholeRoom;

/** What the composer edits or answers, besides a new message. */
export type Intent =
  { kind: 'reply' | 'edit'; message: ChatMessage } | { kind: 'announcement'; message?: undefined } | null;

const PAGE = 50;
/** The largest page size that the server allows. */
const LARGEST_PAGE = 200;
const POLL_MS = 10_000;
/**
 * The most pages that are loaded to reach the first unread message. Somebody who was away for longer starts at the
 * oldest loaded one.
 */
const MAX_PAGES = 10;

/** A room on screen. */
export class OpenRoom {
  readonly id: string;
  detail = $state.raw<RoomDetail | undefined>();
  error = $state.raw<unknown>(undefined);
  log = $state.raw<Log | undefined>();
  /** The read marker from when the room was opened; the "new" line stays there. */
  readNo = $state(0);
  /** The first message that was unread when the room was opened; the log opens there. */
  firstUnread: string | null = null;
  isLoadingOlder = $state(false);
  intent = $state.raw<Intent>(null);
  pins = $state.raw<ChatMessage[]>([]);
  /** Quoted messages that are not in the log; null for those that this member may not see. */
  #quoted = $state<Record<string, ChatMessage | null>>({});
  readonly rows = new RowWindow(() => this.log);
  readonly draft: RoomDraft;
  readonly presence: Presence;
  #stop: (() => void)[] = [];
  #isClosed = false;
  #unsubscribe: (() => void) | undefined;
  #isLogStale = false;
  /** The details of the room failed to load; the timer tries again. */
  #isDetailStale = false;
  /** Counts the requests for the details: only the newest counts. */
  #turn = 0;
  /** The request for older messages, while it runs. */
  #loading: Promise<void> | null = null;
  /** While the newest page is loading, events wait for it. */
  #pendingEvents: ChatEvent[] | null = null;
  readonly #api: RoomApi;

  constructor(id: string) {
    this.id = id;
    this.#api = new RoomApi(id);
    this.draft = new RoomDraft(id);
    this.presence = new Presence(id, () => this.#onPresence());
  }

  reload = async (): Promise<void> => {
    try {
      const detail = await this.#api.detail();
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

  /** The person left the room, or joined again. Nothing that they could see before stays on the page (safety 11). */
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
    this.rows.clear();
  }

  /** A host may have come, so a message that was refused may be allowed now (safety 41). */
  #onPresence(): void {
    if (this.detail && !this.detail.is_staffed_now) void this.refreshDetail();
  }

  async open(): Promise<void> {
    const delivered = outbox.onDelivered((entry, answer) => {
      if (entry.queue === queueOf(this.id)) this.#delivered(entry.cid, answer, entry.body as NewMessage);
    });
    // Without a socket the log is polled; so is a newest page that failed to load.
    const timer = setInterval(() => {
      if (this.#isDetailStale || (this.detail?.is_staffed_now === false && socket.state !== 'open'))
        void this.refreshDetail();
      if (this.#isLogStale) void this.#reset();
      else if (socket.state !== 'open' && document.visibilityState === 'visible') void this.#fetchMissed();
    }, POLL_MS);
    // A membership has changed. It may be this person's own.
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

  /** Shows older rows: from memory first, then from the server. */
  async older(): Promise<void> {
    if (!this.log || this.isLoadingOlder || this.rows.isAtStart) return;
    if (this.rows.hasOlder) this.rows.older(0);
    else await this.#prepend(PAGE, (added) => this.rows.older(added));
  }

  /** Loads back to this message, so that it can be scrolled to. */
  async loadBackTo(no: number): Promise<void> {
    while (this.log?.hasMore && (this.log.messages[0]?.no ?? 0) > no && !this.#isClosed) {
      await (this.#loading ?? this.#prepend(LARGEST_PAGE, (added) => this.rows.stay(added)));
    }
  }

  /** Loads older messages. The rows on the page change in the same step, so that the row that is being read stays. */
  #prepend(limit: number, show: (added: number) => void): Promise<void> {
    this.#loading = this.#load(limit, show).finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load(limit: number, show: (added: number) => void): Promise<void> {
    if (!this.log) return;
    this.isLoadingOlder = true;
    try {
      const page = await this.#api.messages(limit, this.log.messages[0]?.no ?? undefined);
      if (this.#isClosed || !this.log) return;
      const known = this.log.messages.length;
      this.log = prepend(this.log, page);
      show(this.log.messages.length - known);
    } finally {
      this.isLoadingOlder = false;
    }
  }

  /** Returns the message that another one quotes, from the log or by one request. */
  quoted(m: string): ChatMessage | null | undefined {
    const known = this.log?.messages.find((message) => message.m === m);
    if (known || m in this.#quoted) return known ?? this.#quoted[m];
    void this.#api.message(m).then(
      (message) => (this.#quoted[m] = message),
      () => (this.#quoted[m] = null),
    );
    return undefined;
  }

  async edit(message: ChatMessage, body: string): Promise<void> {
    await this.#api.edit(message, body);
    if (socket.state !== 'open') await this.#fetchMissed();
  }

  async remove(message: ChatMessage): Promise<void> {
    await this.#api.remove(message.m);
    if (socket.state !== 'open') await this.#fetchMissed();
  }

  async react(message: ChatMessage, e: Reaction): Promise<void> {
    const isMine = message.reactions?.[e]?.includes(this.detail?.membership_id ?? '');
    await this.#api.setReaction(message.m, e, !isMine);
    if (socket.state !== 'open') await this.#fetchMissed();
  }

  async pin(message: ChatMessage): Promise<void> {
    await this.#api.setPinned(message.m, !message.pinned_at);
    await this.loadPins();
  }

  async loadPins(): Promise<void> {
    const found = await this.#api.pins().catch(() => undefined);
    if (found && !this.#isClosed) this.pins = found.items;
  }

  versions(message: ChatMessage): Promise<{ items: { version: number; body: string; at: number }[] }> {
    return this.#api.versions(message.m);
  }

  /** Tells the others whether this person is typing. */
  setTyping(on: boolean): void {
    this.presence.setTyping(on);
  }

  #subscribe(detail: RoomDetail): void {
    if (this.#unsubscribe) return;
    const subscriber = { onEvent: (event: ChatEvent) => this.#onEvent(event), onReset: () => void this.#reset() };
    this.#unsubscribe = socket.subscribe(this.id, { seq: detail.head_seq, epoch: detail.epoch }, subscriber);
  }

  /** The log is invalid or has a gap. The newest page replaces it as soon as it can be loaded. */
  async #reset(): Promise<void> {
    this.#isLogStale = true;
    try {
      await this.#loadNewest();
      this.#isLogStale = false;
    } catch (error) {
      // The timer tries again, unless the error is permanent.
      if (!isProblem(error, 'not_found')) return;
      this.#isLogStale = false;
      this.#leave();
      this.error = error;
    }
  }

  /** Replaces the log by the newest page, because changes and deletions inside a gap are unknown. */
  async #loadNewest(isAtFirstUnread = false): Promise<void> {
    const pending = (this.#pendingEvents ??= []);
    try {
      let log = logOf(await this.#api.messages(PAGE));
      for (let pages = 0; isAtFirstUnread && pages < MAX_PAGES && log.hasMore; pages += 1) {
        const first = log.messages[0]?.no ?? 0;
        if (first <= this.readNo + 1) break;
        log = prepend(log, await this.#api.messages(LARGEST_PAGE, first));
      }
      if (this.#isClosed || !this.detail) return;
      this.log = log;
      this.rows.latest();
      const { membership_id: mine } = this.detail;
      this.firstUnread = (isAtFirstUnread && log.messages.find((one) => isUnread(one, this.readNo, mine))?.m) || null;
      if (this.firstUnread) this.rows.reveal(this.firstUnread);
    } finally {
      this.#pendingEvents = null;
    }
    for (const event of pending) this.#onEvent(event);
  }

  #onEvent(event: ChatEvent): void {
    if (this.#pendingEvents || !this.log) {
      this.#pendingEvents?.push(event);
      return;
    }
    const wasAtEnd = this.rows.isAtEnd;
    const applied = apply(this.log, event);
    if (applied.isGap) {
      void this.#fetchMissed();
      return;
    }
    this.log = applied.log;
    if (wasAtEnd) this.rows.extend();
    if (event.k === 'member' || event.k === 'room' || event.k === 'mod') void this.refreshDetail();
    const { m } = (event.d ?? {}) as { m?: string };
    if (event.k === 'pin' || this.pins.some((pinned) => pinned.m === m)) void this.loadPins();
    // A quoted message outside the log is requested again when it is shown.
    if (m && event.k !== 'react') delete this.#quoted[m];
  }

  /** The people or restrictions of the room have changed. */
  async refreshDetail(): Promise<void> {
    const turn = (this.#turn += 1);
    let error: unknown;
    const detail = await this.#api.detail().catch((why: unknown) => void (error = why));
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
        const part = await this.#api.events(this.log.seq);
        if (this.#isClosed) return;
        if (part.epoch !== this.log.epoch) return await this.#reset();
        const before = this.log.seq;
        for (const event of part.events) this.#onEvent(event);
        more = part.more && this.log.seq > before;
      }
    } catch (error) {
      // Offline, or the gap is too large. In both cases the newest page replaces the log once it can be loaded.
      if (socket.state === 'open' || isProblem(error, 'gap') || isProblem(error, 'not_found')) await this.#reset();
    }
  }

  /** Shows an acknowledged message at once; the event that follows brings the same message. */
  #delivered(cid: string, answer: unknown, sentMessage: NewMessage): void {
    const sent = answer as { m: string; seq: number; no: number | null; at: number };
    // Slow mode starts its wait again; a held message is counted.
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
    const wasAtEnd = this.rows.isAtEnd;
    this.log = insert(this.log, message);
    if (wasAtEnd) this.rows.extend();
  }
}
