import type { Id, Ms } from '../../kit/api/types';
import type { Messages } from '../../messages/en';

export type Reason = keyof Messages['moderation']['reasons'];
export type Verb = keyof Messages['moderation']['verbs'];
export type HiddenBy = keyof Messages['moderation']['hidden'];

export interface MyMeasure {
  id: Id;
  room_id: Id;
  room: string;
  verb: Verb;
  reason: Reason;
  at: Ms;
  until: Ms | null;
  may_appeal: boolean;
  has_appealed: boolean;
  decision: 'uphold' | 'lift' | null;
}

/** What holds in a room for the person who looks at it. */
export interface Moderated {
  slow_seconds: number;
  is_paused: boolean;
  is_locked: boolean;
  slow_until: Ms | null;
  muted_until: Ms | null;
  held_until: Ms | null;
  is_read_only: boolean;
  waiting: number;
  measure: MyMeasure | null;
}

export interface RoomMeasures {
  slow_seconds: number;
  is_paused: boolean;
  is_locked: boolean;
  members: {
    membership_id: Id;
    name: string;
    muted_until: Ms | null;
    held_until: Ms | null;
    is_read_only: boolean;
    step: Verb | null;
    next_step: Verb | null;
  }[];
  items: {
    id: Id;
    verb: Verb;
    reason: Reason;
    at: Ms;
    until: Ms | null;
    by: string | null;
    membership_id: Id | null;
  }[];
}

export interface Queue {
  messages: {
    m: Id;
    room: string;
    author: string;
    at: Ms;
    is_held: boolean;
    hidden: HiddenBy | null;
    flags: number;
    reasons: Reason[];
  }[];
  appeals: { id: Id; room: string; name: string | null; verb: Verb; reason: Reason; at: Ms }[];
  authors: { membership_id: Id; room: string; name: string; since: Ms | null }[];
}

export interface Opened {
  hidden: HiddenBy | null;
  is_held: boolean;
  reasons: Reason[];
  messages: { m: Id; author: string; body: string | null; at: Ms; is_subject: boolean }[];
}
