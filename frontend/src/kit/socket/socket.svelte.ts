import { api } from '../api/client';
import { isProblem, Problem } from '../api/problem';
import type { ChatEvent, Ticket } from '../api/types';
import { invalidations } from '../invalidations';
import { login } from '../login.svelte';
import { newCid } from '../outbox.svelte';
import { afterClose, backoff, type AfterClose } from './reconnect';
import { parse, PROTOCOL, type ClientFrame, type PresenceFrame, type Position, type ServerFrame } from './frames';
import { Positions } from './positions';
import { Requests } from './requests';

export type Connection = 'off' | 'connecting' | 'open' | 'waiting' | 'stopped';

/** What a subscriber receives: each event once and in order, or a request to load the room again. */
export interface Subscriber {
  onEvent(event: ChatEvent): void;
  onReset(): void;
}

type Request = ClientFrame & { id: string };

const HEARTBEAT_TIMEOUT_MS = 40_000;
const HELLO_ROOMS = 50;
const RESUBSCRIBE_EVERY_MS = 2_000;

/**
 * The socket of this tab. It holds the subscriptions to rooms; after a lost connection they resume at their positions.
 */
class Socket {
  state = $state<Connection>('off');
  #socket: WebSocket | null = null;
  #positions = new Positions();
  #subscribers = new Map<string, Set<Subscriber>>();
  #readListeners = new Set<(room: string, no: number) => void>();
  #openListeners = new Set<() => void>();
  #presenceListeners = new Set<(frame: PresenceFrame) => void>();
  #requests = new Requests();
  #subscribedAt = new Map<string, number>();
  #failures = 0;
  #bye: { code: number; retryMs?: number } | null = null;
  #reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatTimer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  start(): void {
    if (this.state !== 'off') return;
    addEventListener('online', this.#connectNow);
    document.addEventListener('visibilitychange', this.#connectNow);
    void this.#connect();
  }

  stop(): void {
    removeEventListener('online', this.#connectNow);
    document.removeEventListener('visibilitychange', this.#connectNow);
    this.#turn += 1;
    clearTimeout(this.#reconnectTimer);
    this.#disconnect(1000);
    this.#positions.clear();
    this.#subscribers.clear();
    this.#failures = 0;
    this.state = 'off';
  }

  /** Subscribes to a room from a position. Several subscribers may share a room; the furthest position is kept. */
  subscribe(room: string, from: Position, subscriber: Subscriber): () => void {
    const known = this.#positions.get(room);
    if (!known || known.epoch !== from.epoch) {
      this.#positions.set(room, from);
      this.#subscribe(room);
    } else if (from.seq > known.seq) {
      // Events were missed, or the membership has changed; the server decides which.
      this.#subscribe(room);
    }
    const subscribers = this.#subscribers.get(room) ?? new Set();
    this.#subscribers.set(room, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size > 0) return;
      this.#subscribers.delete(room);
      this.#positions.forget(room);
      if (this.state === 'open') this.#write({ t: 'unsub', id: newCid(), r: room });
    };
  }

  /** Registers a listener for read markers of the person's other devices. */
  onRead(run: (room: string, no: number) => void): void {
    this.#readListeners.add(run);
  }

  /** Registers a listener for presence in all rooms. */
  onPresence(run: (frame: PresenceFrame) => void): () => void {
    this.#presenceListeners.add(run);
    return () => this.#presenceListeners.delete(run);
  }

  /** Registers a listener for each established connection. */
  onOpen(run: () => void): void {
    this.#openListeners.add(run);
  }

  /** Sends a frame without an answer; false when there is no connection. */
  send(frame: ClientFrame): boolean {
    if (this.state !== 'open') return false;
    this.#write(frame);
    return true;
  }

  /** Sends a frame and waits for the answer; every failure is a `Problem`. */
  request(frame: Request): Promise<ServerFrame> {
    if (this.state !== 'open') return Promise.reject(new Problem(0, 'unreachable'));
    const answer = this.#requests.add(frame.id);
    this.#write(frame);
    return answer;
  }

  /** Reconnects at once, because the network is back or the page is visible again. */
  #connectNow = (): void => {
    if (document.visibilityState !== 'visible' || this.state !== 'waiting') return;
    clearTimeout(this.#reconnectTimer);
    void this.#connect();
  };

  async #connect(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.state = 'connecting';
    let ticket: string;
    try {
      ticket = (await api.post<Ticket>('/ws-ticket')).ticket;
    } catch (error) {
      if (turn !== this.#turn || login.state !== 'in') return;
      const retryAfterMs = isProblem(error) ? error.retryAfterMs : null;
      this.#scheduleConnect(Math.max(retryAfterMs ?? 0, backoff(this.#failures)));
      return;
    }
    if (turn !== this.#turn) return;
    const url = new URL('/ws', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, [PROTOCOL, ticket]);
    this.#socket = socket;
    this.#bye = null;
    const isMine = () => turn === this.#turn && this.#socket === socket;
    socket.onopen = () => {
      if (!isMine()) return;
      this.#onTraffic();
      const rooms = this.#positions.all().slice(0, HELLO_ROOMS);
      this.#write({ t: 'hello', v: 1, device: login.loginId ?? '', app: 'web', caps: ['presence'], rooms });
    };
    socket.onmessage = (message) => {
      if (!isMine()) return;
      this.#onTraffic();
      const frame = parse(message.data);
      if (frame) this.#onFrame(frame);
    };
    socket.onclose = (event) => {
      if (isMine()) this.#onClose(event.code);
    };
  }

  #onClose(code: number): void {
    this.#disconnect();
    const next: AfterClose = afterClose(this.#bye?.code ?? code, this.#failures, this.#bye?.retryMs);
    if (next.do === 'reload') location.reload();
    else if (next.do === 'retry') this.#scheduleConnect(next.afterMs);
    else {
      this.state = 'stopped';
      // The login may have ended. Any request finds out and shows the sign-in page.
      if (next.why === 'signed_out') void login.renew(login.token).catch(() => undefined);
    }
  }

  #scheduleConnect(ms: number): void {
    this.#failures += 1;
    this.state = 'waiting';
    this.#reconnectTimer = setTimeout(() => void this.#connect(), ms);
  }

  #disconnect(code?: number): void {
    invalidations.isLive = false;
    clearTimeout(this.#heartbeatTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(code);
    this.#requests.rejectAll(new Problem(0, 'unreachable'));
  }

  /** Any frame proves that the connection is alive; forty seconds without one end it. */
  #onTraffic(): void {
    clearTimeout(this.#heartbeatTimer);
    this.#heartbeatTimer = setTimeout(() => this.#onClose(4408), HEARTBEAT_TIMEOUT_MS);
  }

  #write(frame: ClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #subscribe(room: string): void {
    const at = this.#positions.get(room);
    const last = this.#subscribedAt.get(room) ?? 0;
    if (!at || this.state !== 'open' || Date.now() - last < RESUBSCRIBE_EVERY_MS) return;
    this.#subscribedAt.set(room, Date.now());
    this.#write({ t: 'sub', id: newCid(), r: room, ...at });
  }

  #onFrame(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.state = 'open';
        this.#failures = 0;
        invalidations.isLive = true;
        invalidations.publish('live');
        this.#subscribedAt.clear();
        for (const { r } of this.#positions.all().slice(HELLO_ROOMS)) this.#subscribe(r);
        for (const run of this.#openListeners) run();
        break;
      case 'sub.ok':
        // With another epoch the numbers have changed, so all positions are invalid.
        if (this.#positions.get(frame.r)?.epoch !== frame.epoch) this.#reset(frame.r, frame.epoch, frame.head);
        break;
      case 'ev':
        this.#offer(frame.r, frame);
        break;
      case 'batch':
        for (const event of frame.evs) this.#offer(frame.r, event);
        break;
      case 'gap':
        this.#reset(frame.r, frame.epoch, frame.head);
        break;
      case 'sent':
        this.#requests.resolve(frame.id ?? frame.cid, frame);
        break;
      case 'ok':
        this.#requests.resolve(frame.id, frame);
        break;
      case 'err':
        this.#onError(frame);
        break;
      case 'read':
        for (const run of this.#readListeners) run(frame.r, frame.no);
        break;
      case 'notice':
        invalidations.publish(frame.k);
        break;
      case 'typing':
      case 'presence':
        for (const run of this.#presenceListeners) run(frame);
        break;
      case 'ping':
        this.#write({ t: 'pong', n: frame.n });
        for (const head of frame.heads ?? []) {
          if (head.seq > (this.#positions.get(head.r)?.seq ?? Infinity)) setTimeout(() => this.#recheck(head), 1_000);
        }
        break;
      case 'auth.soon':
        void this.#renewAuth();
        break;
      case 'bye':
        this.#bye = { code: frame.code, retryMs: frame.retry_ms };
        break;
    }
  }

  #offer(room: string, event: ChatEvent): void {
    const verdict = this.#positions.offer(room, event);
    if (verdict === 'gap') this.#subscribe(room);
    if (verdict === 'next') for (const subscriber of this.#subscribers.get(room) ?? []) subscriber.onEvent(event);
  }

  #reset(room: string, epoch: string, seq: number): void {
    if (!this.#positions.get(room)) return;
    this.#positions.set(room, { epoch, seq });
    for (const subscriber of this.#subscribers.get(room) ?? []) subscriber.onReset();
  }

  /** A second ago the server's head was ahead of ours. If it still is, events were lost. */
  #recheck(head: { r: string; seq: number }): void {
    if (head.seq > (this.#positions.get(head.r)?.seq ?? Infinity)) this.#subscribe(head.r);
  }

  #onError(frame: ServerFrame & { t: 'err' }): void {
    const isAnswer = frame.id !== undefined && this.#requests.has(frame.id);
    const isTransient = frame.retry_ms !== undefined || frame.code === 'server_busy';
    if (!isAnswer && frame.r && this.#positions.get(frame.r)) {
      // Without a subscription no events arrive: it is tried again, or the person has no access to the room any more.
      const room = frame.r;
      if (frame.code === 'not_member') for (const subscriber of this.#subscribers.get(room) ?? []) subscriber.onReset();
      else if (isTransient)
        setTimeout(() => this.#subscribe(room), Math.max(frame.retry_ms ?? 0, RESUBSCRIBE_EVERY_MS));
    }
    if (frame.id)
      this.#requests.reject(
        frame.id,
        new Problem(isTransient ? 503 : 422, frame.code, { retryAfterMs: frame.retry_ms ?? null }),
      );
  }

  async #renewAuth(): Promise<void> {
    try {
      const { ticket } = await api.post<Ticket>('/ws-ticket');
      await this.request({ t: 'auth', id: newCid(), ticket });
    } catch {
      // The server closes with 4401, and the next connection uses a new ticket.
    }
  }
}

export const socket = new Socket();
