/** Keeps the list of rooms up to date while somebody is signed in: the newest message, the unread count, the people. */

import { api } from '../../../kit/api/client';
import type { ChatEvent, ChatMessage, ChatRoom, Page } from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';
import { login } from '../../../kit/login.svelte';
import { newCid, outbox, type OutboxEntry } from '../../../kit/outbox.svelte';
import type { Sent } from '../../../kit/socket/frames';
import { socket } from '../../../kit/socket/socket.svelte';
import { rooms } from './rooms.svelte';

export interface NewMessage {
  cid: string;
  body: string;
  reply?: string;
  kind?: 'announcement';
}

const QUEUE = 'chat/';
const MOST_UNREAD = 100;
/** The subscription to each room, and the membership that it was made with. */
const subscriptions = new Map<string, { seat: string; stop: () => void }>();
/** The room on screen, and whether its end is visible: messages there are read at once. */
let focusedRoom: string | null = null;
let isEndVisible = false;

export const queueOf = (room: string): string => QUEUE + room;

export function setFocusedRoom(room: string | null): void {
  focusedRoom = room;
  isEndVisible = false;
  socket.send({ t: 'focus', r: room, visible: document.visibilityState === 'visible' });
}

export function sendMessage(room: string, body: string, more: Pick<NewMessage, 'reply' | 'kind'> = {}): Promise<void> {
  const cid = newCid();
  const message: NewMessage = { cid, body, ...more };
  return outbox.add({
    cid,
    queue: queueOf(room),
    method: 'POST',
    path: `/chat/rooms/${room}/messages`,
    body: message,
    at: Date.now(),
  });
}

/** The end of the room on screen became visible or hidden. */
export function setEndVisible(isVisible: boolean): void {
  isEndVisible = isVisible;
}

/** Unread messages and mentions after a read marker. */
export type UnreadCounts = Pick<ChatRoom, 'unread' | 'mentions'>;

/** Marks a room as read up to a message, here and on the person's other devices. */
export function markRead(room: string, no: number, { unread, mentions }: UnreadCounts): void {
  if ((rooms.find(room)?.read_no ?? 0) >= no) return;
  rooms.change(room, () => ({ read_no: no, unread: Math.min(MOST_UNREAD, unread), mentions }));
  if (!socket.send({ t: 'read', r: room, no })) {
    void api.put(`/chat/rooms/${room}/read`, { no }).catch(() => undefined);
  }
}

export async function loadRooms(): Promise<void> {
  try {
    const { items } = await api.get<Page<ChatRoom>>('/chat/rooms', { limit: 200 });
    rooms.list = items;
    rooms.isLoaded = true;
    rooms.error = undefined;
    for (const [id, { seat, stop }] of subscriptions) {
      if (rooms.find(id)?.membership_id === seat) continue;
      // The person left the room or joined again, so there is no position to resume from.
      stop();
      subscriptions.delete(id);
    }
    for (const room of items) if (!subscriptions.has(room.id)) subscribe(room);
  } catch (error) {
    rooms.error = error;
  }
}

function subscribe(room: ChatRoom): void {
  const subscriber = { onEvent: (event: ChatEvent) => onEvent(room.id, event), onReset: () => void loadRooms() };
  const stop = socket.subscribe(room.id, { seq: room.head_seq, epoch: room.epoch }, subscriber);
  subscriptions.set(room.id, { seat: room.membership_id, stop });
}

function onEvent(id: string, event: ChatEvent): void {
  rooms.change(id, (room) => {
    const head = { head_seq: Math.max(room.head_seq, event.seq) };
    if (event.k === 'room') {
      const { name } = event.d as { name?: string };
      return name ? { ...head, name } : head;
    }
    if (event.k === 'msg.edit' || event.k === 'msg.del') {
      const { no, body, mentions } = event.d as ChatMessage;
      // An edit can change who is mentioned, and a deletion what is unread; the server counts again.
      const isGone = event.k === 'msg.del' && room.unread > 0;
      if (isGone || room.mentions || mentions?.includes(room.membership_id)) void refreshUnread(id);
      const last = room.last_message;
      return last && no === last.no ? { ...head, last_message: { ...last, body } } : head;
    }
    // A message that is hidden or shown again may have been unread.
    if (event.k === 'mod' && (event.d as { m?: string }).m) void refreshUnread(id);
    if (event.k !== 'msg.new') return head;
    const { no, author, author_id, body, at, mentions } = event.d as ChatMessage;
    const isOnScreen = focusedRoom === id && isEndVisible && document.visibilityState === 'visible';
    const isNew = author_id !== room.membership_id && !isOnScreen;
    return {
      ...head,
      last_no: no ?? room.last_no,
      last_message: { no: no ?? room.last_no, author, body, at },
      unread: Math.min(MOST_UNREAD, room.unread + (isNew ? 1 : 0)),
      mentions: room.mentions + (isNew && mentions?.includes(room.membership_id) ? 1 : 0),
    };
  });
}

/** Asks the server for the unread count of a room, when only part of it was read or a text was edited. */
async function refreshUnread(id: string): Promise<void> {
  const found = await api.get<ChatRoom>(`/chat/rooms/${id}`).catch(() => undefined);
  if (found) rooms.change(id, () => ({ read_no: found.read_no, unread: found.unread, mentions: found.mentions }));
}

/** Sends a message over the socket while it is open. The answer is the same as that of HTTP. */
function sendOverSocket(entry: OutboxEntry): Promise<unknown> | null {
  if (!entry.queue.startsWith(QUEUE) || socket.state !== 'open') return null;
  const { cid, body, reply, kind } = entry.body as NewMessage;
  const room = entry.queue.slice(QUEUE.length);
  return socket.request({ t: 'send', id: cid, r: room, cid, body, reply, kind }).then((frame) => {
    const sent = frame as Sent;
    return { m: sent.m, seq: sent.seq, no: sent.no, at: sent.ts, dup: sent.dup, cid: sent.cid };
  });
}

outbox.addTransport(sendOverSocket);
socket.onOpen(() => {
  outbox.flush();
  if (rooms.error) void loadRooms();
});
socket.onRead((id, no) => {
  if (no < (rooms.find(id)?.last_no ?? 0)) void refreshUnread(id);
  else rooms.change(id, () => ({ read_no: no, unread: 0, mentions: 0 }));
});

invalidations.subscribe((topic) => void (topic === 'rooms' && login.state === 'in' && loadRooms()));

export async function startChat(): Promise<void> {
  await loadRooms();
  if (login.state === 'in') socket.start();
}

export function stopChat(): void {
  for (const { stop } of subscriptions.values()) stop();
  subscriptions.clear();
  socket.stop();
  rooms.clear();
  focusedRoom = null;
}
