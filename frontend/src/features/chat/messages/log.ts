import type { ChatEvent, ChatMessage, MessagePage } from '../../../kit/api/types';
import type { Reacted } from '../../../kit/socket/frames';

/** What is on screen of a room, as values: the messages in order, and how far the log has been applied. */
export interface Log {
  epoch: string;
  seq: number;
  messages: ChatMessage[];
  hasMore: boolean;
}

export type { MessagePage };

/** What a `mod` event says of a message. */
interface Moderation {
  verb: string;
  m?: string;
  hidden?: ChatMessage['hidden'];
  message?: ChatMessage;
}

/** A hidden message loses its words; one that is shown again, or held, is as the event brings it. */
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

/** Puts an older page before what is there. Nearly always all of it is older: a long history is not sorted anew for it. */
export function prepend(log: Log, page: MessagePage): Log {
  const older = sorted(page.items);
  const isBefore = (older.at(-1)?.no ?? 0) < (log.messages[0]?.no ?? 0) && older.every((one) => one.no !== null);
  const messages = isBefore ? [...older, ...log.messages] : sorted([...older, ...log.messages]);
  return { ...log, messages, hasMore: page.has_more };
}

/** Puts one message in its place: an acknowledged one, before its event comes. */
export function insert(log: Log, message: ChatMessage): Log {
  return { ...log, messages: sorted([...log.messages, message]) };
}

/** Whether there is something to read in a message that was said after a marker (I12): by somebody else, neither taken back nor hidden. */
export function isUnread(message: ChatMessage, readNo: number, mine: string): boolean {
  return message.no !== null && message.no > readNo && message.author_id !== mine && message.body !== null;
}

/** Applies one event. Known ones change nothing; one that is too far ahead says that something is missing. */
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

/** Parts in the place of the old ones; a part that is nothing now goes, apart from the text. */
function merged(message: ChatMessage, parts: Partial<ChatMessage>): ChatMessage {
  const all = Object.entries({ ...message, ...parts }).filter(([name, value]) => name === 'body' || value !== null);
  return Object.fromEntries(all) as unknown as ChatMessage;
}

function reacted(message: ChatMessage, { e, on, membership_id }: Reacted): ChatMessage {
  const others = (message.reactions?.[e] ?? []).filter((seat) => seat !== membership_id);
  return { ...message, reactions: { ...message.reactions, [e]: on ? [...others, membership_id] : others } };
}

/** Nearly always the newest comes last; a long history is not sorted anew for it. */
function added(messages: ChatMessage[], message: ChatMessage): ChatMessage[] {
  const last = messages.at(-1)?.no ?? (messages.length ? Infinity : 0);
  return (message.no ?? 0) > last ? [...messages, message] : sorted([...messages, message]);
}

/** By number, each message once; the newer version of it wins. */
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
  /** Begins a day: the divider before it. */
  isNewDay: boolean;
  /** The first that was not read when the room was opened. */
  isFirstNew: boolean;
  /** Same author, same quarter of an hour as the one before: the name is not repeated. */
  isGrouped: boolean;
}

const QUARTER_MS = 15 * 60_000;

/** What stands between and above the messages of a part; how its first row looks does not change with the part. */
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
