import type { ChatEvent, Id, Reaction } from '../api/types';

/** The frames that this app sends and understands; others are ignored. */
export const PROTOCOL = 'tongxing.v1';

export interface Position {
  seq: number;
  epoch: string;
}

export type ClientFrame =
  | { t: 'hello'; v: 1; device: string; app: string; caps: string[]; rooms: ({ r: string } & Position)[] }
  | ({ t: 'sub'; id: string; r: string } & Position)
  | { t: 'unsub'; id: string; r: string }
  | { t: 'send'; id: string; r: string; cid: string; body: string; reply?: string; kind?: string }
  | { t: 'read'; r: string; no: number }
  | { t: 'typing'; r: string; on: boolean }
  | { t: 'focus'; r: string | null; visible: boolean }
  | { t: 'auth'; id: string; ticket: string }
  | { t: 'pong'; n: number };

/** The data of a `react` event. */
export interface Reacted {
  m: Id;
  e: Reaction;
  on: boolean;
  membership_id: Id;
}

export interface Sent {
  t: 'sent';
  id?: string;
  r: string;
  cid: string;
  m: string;
  seq: number;
  no: number | null;
  ts: number;
  dup: boolean;
}

export type ServerFrame =
  | { t: 'welcome'; hb_ms?: number }
  | ({ t: 'sub.ok'; id?: string; r: string; from: number; head: number } & Pick<Position, 'epoch'>)
  | { t: 'batch'; r: string; from: number; to: number; evs: ChatEvent[]; more: boolean }
  | ({ t: 'ev'; r: string } & ChatEvent)
  | { t: 'gap'; r: string; epoch: string; head: number; reason: string }
  | Sent
  | { t: 'typing'; r: string; who: string[]; ttl_ms: number }
  | { t: 'presence'; r: string; count: number; ttl_ms: number }
  | { t: 'ok'; id: string }
  | { t: 'err'; id?: string; code: string; msg?: string; retry_ms?: number; r?: string }
  | { t: 'read'; r: string; no: number }
  | { t: 'notice'; k: string }
  | { t: 'ping'; n: number; heads?: { r: string; seq: number }[] }
  | { t: 'auth.soon'; in_ms: number }
  | { t: 'bye'; code: number; reason?: string; retry_ms?: number };

/** Presence: who is typing, and how many people are in the room. It is not stored. */
export type PresenceFrame = ServerFrame & { t: 'typing' | 'presence' };

/** Parses a frame; null if it is not one. */
export function parse(text: unknown): ServerFrame | null {
  if (typeof text !== 'string') return null;
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 't' in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
