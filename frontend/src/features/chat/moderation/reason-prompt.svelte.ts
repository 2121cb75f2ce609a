import { api, msg } from '../../../kit';
import type { ChatMessage, Id } from '../../../kit/api/types';
import type { Reason, Verb } from './types';

export interface Question {
  title: string;
  text?: string;
  action: string;
  reasons: Reason[];
  isDanger?: boolean;
  choice?: { label: string; options: { value: number; label: string }[] };
  /** The text of the toast afterwards. */
  done: string;
  send: (reason: Reason, choice: number) => Promise<unknown>;
}

/** Every measure needs a reason; one dialog asks for it, for all measures. */
class ReasonPrompt {
  question = $state.raw<Question | null>(null);
}
export const reasonPrompt = new ReasonPrompt();

export const FLAG_REASONS: Reason[] = ['hurtful', 'agreement', 'privacy', 'details', 'offer', 'worried'];
export const MEASURE_REASONS: Reason[] = [
  'agreement',
  'hurtful',
  'privacy',
  'details',
  'offer',
  'off_topic',
  'calm',
  'safety',
  'worried',
  'over',
];
export const UNDO_REASONS: Reason[] = ['settled', 'mistake', 'over'];
const UNDO_VERBS: Verb[] = ['show', 'resume', 'unlock', 'unmute', 'unhold'];

/** Asks for the reason, then takes the measure in the room. */
export function promptMeasure(room: Id, verb: Verb, title: string, more: Record<string, unknown> = {}): void {
  const isUndo = UNDO_VERBS.includes(verb);
  const lengths = { mute: [5, 15, 60], hold: [15, 60, 1440] }[verb as string];
  const slow = verb === 'slow' ? [30, 60, 300, 0, 10] : undefined;
  reasonPrompt.question = {
    title,
    action: title.split(/[:：]/)[0] ?? title,
    reasons: isUndo ? UNDO_REASONS : slow ? [...MEASURE_REASONS, ...UNDO_REASONS.slice(0, 2)] : MEASURE_REASONS,
    isDanger: verb === 'remove' || verb.startsWith('away'),
    choice: lengths
      ? {
          label: msg.moderation.how,
          options: lengths.map((value) => ({ value, label: msg.moderation.minutes(value) })),
        }
      : slow && {
          label: msg.moderation.slowChoice,
          options: slow.map((value) => ({ value, label: msg.moderation.seconds(value) })),
        },
    done: msg.moderation.done,
    send: (reason, choice) =>
      api.post(`/chat/rooms/${room}/measures`, {
        verb,
        reason,
        ...more,
        ...(lengths && { minutes: choice }),
        ...(slow && { seconds: choice }),
      }),
  };
}

/** The measures for a message, as items of its menu. */
export function messageItems(room: Id, message: ChatMessage, isMine: boolean, isFacilitator: boolean) {
  const { flag, flagTitle, flagText, flagged, hide, show } = msg.moderation;
  const items = [];
  if (!isMine && message.body !== null) {
    const send = (reason: Reason) => api.post(`/chat/rooms/${room}/messages/${message.m}/flag`, { reason });
    const question = { title: flagTitle, text: flagText, action: flag, reasons: FLAG_REASONS, done: flagged, send };
    items.push({ label: flag, icon: 'alert' as const, onselect: () => void (reasonPrompt.question = question) });
  }
  if (isFacilitator && message.body !== null && !message.hidden) {
    items.push({
      label: hide,
      icon: 'leave' as const,
      onselect: () => promptMeasure(room, 'hide', hide, { m: message.m }),
    });
  }
  if (isFacilitator && message.hidden === 'facilitator') {
    items.push({
      label: show,
      icon: 'refresh' as const,
      onselect: () => promptMeasure(room, 'show', show, { m: message.m }),
    });
  }
  return items;
}
