import type { ChatEvent, ChatMessage, MessagePage } from '../../../kit/api/types';
import type { Reacted } from '../../../kit/socket/frames';

/** The log of a room as a value: the messages in order, and the number up to which events have been applied. */
export interface Log {
  epoch: string;
  seq: number;
  messages: ChatMessage[];
  hasMore: boolean;
}

export type { MessagePage };

/** The data of a `mod` event. */
interface Moderation {
  verb: string;
  m?: string;
  hidden?: ChatMessage['hidden'];
  message?: ChatMessage;
}

/** Hiding removes the text of a message. Showing it again, or holding it, takes the message from the event. */
function moderated(messages: ChatMessage[], { verb, m, hidden, message }: Moderation): ChatMessage[] {
  if (verb === 'show' && message) {
    return messages.map((one) => (one.m === message.m ? { ...message, ...(one.cid && { cid: one.cid }) } : one));
  }
  if (hidden) return messages.map((one) => (one.m === m ? { ...one, body: null, hidden } : one));
  return messages;
}

export type Applied = { log: Log; isGap: false; fresh?: ChatMessage } | { isGap: true };

export function logOf(page: MessagePage): Log {
  return { epoch: page.epoch, seq: page.head_seq, messages: sorted(page.items), hasMore: page.has_more };
}

/** Prepends an older page. Nearly always all of it is older, so a long history is not sorted again. */
export function prepend(log: Log, page: MessagePage): Log {
  const older = sorted(page.items);
  const isBefore = (older.at(-1)?.no ?? 0) < (log.messages[0]?.no ?? 0) && older.every((one) => one.no !== null);
  const messages = isBefore ? [...older, ...log.messages] : sorted([...older, ...log.messages]);
  return { ...log, messages, hasMore: page.has_more };
}

/** Inserts one message, such as an acknowledged one before its event arrives. */
export function insert(log: Log, message: ChatMessage): Log {
  return { ...log, messages: sorted([...log.messages, message]) };
}

/** Whether an unread message follows a marker (I12): written by somebody else, and neither deleted nor hidden. */
export function isUnread(message: ChatMessage, readNo: number, mine: string): boolean {
  return message.no !== null && message.no > readNo && message.author_id !== mine && message.body !== null;
}

/** Applies one event. A known event changes nothing; one that is too far ahead reports a gap. */
export function apply(log: Log, event: ChatEvent): Applied {
  if (event.seq <= log.seq) return { log, isGap: false };
  if (event.seq > log.seq + 1) return { isGap: true };
  const next = { ...log, seq: event.seq };
  switch (event.k) {
    case 'msg.new': {
      const message = event.d as ChatMessage;
      return { log: { ...next, messages: added(log.messages, message) }, isGap: false, fresh: message };
    }
    case 'msg.edit':
    case 'msg.del':
    case 'pin': {
      const gone = event.k === 'msg.del' ? { body: null } : {};
      const parts = { ...(event.d as Partial<ChatMessage> & { m: string }), ...gone };
      return { log: { ...next, messages: changed(log.messages, parts.m, (one) => merged(one, parts)) }, isGap: false };
    }
    case 'react': {
      const parts = event.d as Reacted;
      return {
        log: { ...next, messages: changed(log.messages, parts.m, (one) => reacted(one, parts)) },
        isGap: false,
      };
    }
    case 'mod':
      return { log: { ...next, messages: moderated(log.messages, event.d as Moderation) }, isGap: false };
    default:
      return { log: next, isGap: false };
  }
}

function changed(messages: ChatMessage[], m: string, change: (one: ChatMessage) => ChatMessage): ChatMessage[] {
  const index = messages.findLastIndex((one) => one.m === m);
  return messages.map((one, at) => (at === index ? change(one) : one));
}

/** Replaces reactions or other parts of a message; null removes a part, except for the text. */
function merged(message: ChatMessage, parts: Partial<ChatMessage>): ChatMessage {
  const all = Object.entries({ ...message, ...parts }).filter(([name, value]) => name === 'body' || value !== null);
  return Object.fromEntries(all) as unknown as ChatMessage;
}

function reacted(message: ChatMessage, { e, on, membership_id }: Reacted): ChatMessage {
  const others = (message.reactions?.[e] ?? []).filter((seat) => seat !== membership_id);
  return { ...message, reactions: { ...message.reactions, [e]: on ? [...others, membership_id] : others } };
}

/** Nearly always the newest comes last, so a long history is not sorted again. */
function added(messages: ChatMessage[], message: ChatMessage): ChatMessage[] {
  const last = messages.at(-1)?.no ?? (messages.length ? Infinity : 0);
  return (message.no ?? 0) > last ? [...messages, message] : sorted([...messages, message]);
}

/** Sorts by number and keeps each message once, in its newer version. */
function sorted(messages: ChatMessage[]): ChatMessage[] {
  const byId = new Map<string, ChatMessage>();
  for (const message of messages) {
    const known = byId.get(message.m);
    if (!known || message.version >= known.version) byId.set(message.m, message);
  }
  return [...byId.values()].sort((one, other) => (one.no ?? Infinity) - (other.no ?? Infinity));
}

export interface Row {
  message: ChatMessage;
  /** Whether a date divider stands before the message. */
  isNewDay: boolean;
  /** Whether it was the first unread message when the room was opened. */
  isFirstNew: boolean;
  /** Whether the name is left out: same author within a quarter of an hour. */
  isGrouped: boolean;
}

const QUARTER_MS = 15 * 60_000;

/** Computes dividers and names for a part of the messages. The first row looks the same in every part. */
export function rowsOf(
  all: ChatMessage[],
  readNo: number,
  mine: string,
  dateOf: (at: number) => string,
  [from, to] = [0, all.length],
): Row[] {
  const isNew = (one: ChatMessage) => (one.no ?? 0) > readNo && one.author_id !== mine;
  const last = all[from - 1];
  let hasNew = (last?.no ?? 0) > readNo && all.slice(0, from).some(isNew);
  let before: { message: ChatMessage; day: string } | undefined = last && { message: last, day: dateOf(last.at) };
  return all.slice(from, to).map((message) => {
    const day = dateOf(message.at);
    const isNewDay = day !== before?.day;
    const isFirstNew = !hasNew && isNew(message);
    hasNew ||= isFirstNew;
    const isGrouped =
      !isNewDay &&
      !isFirstNew &&
      message.kind !== 'announcement' &&
      !message.mentions?.includes(mine) &&
      before?.message.author_id === message.author_id &&
      Math.floor(before.message.at / QUARTER_MS) === Math.floor(message.at / QUARTER_MS);
    before = { message, day };
    return { message, isNewDay, isFirstNew, isGrouped };
  });
}
