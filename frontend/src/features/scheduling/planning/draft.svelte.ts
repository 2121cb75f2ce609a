import { api, isProblem } from '../../../kit';
import type { Id, Judged, PlanSession, Reason, SeatRole, SessionType } from '../../../kit/api/types';
import { sessionTypes } from '../session-types.svelte';

export interface Seat {
  person_id: Id;
  nickname: string;
  role: SeatRole;
}

/** The place and time, as the fields hold them. */
export interface Slot {
  studio: Id | null;
  room: Id | null;
  date: string;
  time: string;
  minutes: string;
}

const DEBOUNCE_MS = 300;

/** Checks a plan on the server while it is being made. Only the newest request counts. */
export class PlanCheck {
  /** Null until the server has answered. */
  reasons = $state.raw<Reason[] | null>(null);
  isChecking = $state(false);
  /** The check failed, so conflicts are unknown. This differs from a check without conflicts. */
  isUnknown = $state(false);
  /** How often saving was refused. */
  refusals = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  request(body: (PlanSession & { ignore_session_id?: Id }) | null): void {
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#timer);
    this.isChecking = body !== null;
    this.isUnknown = false;
    if (!body) {
      this.reasons = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#send(body, turn), DEBOUNCE_MS);
  }

  /** Takes over the reasons of a refusal; false if the problem is of another kind. */
  showRefusal(error: unknown): boolean {
    if (!isProblem(error) || error.reasons.length === 0) return false;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.isChecking = false;
    this.isUnknown = false;
    this.reasons = error.reasons;
    this.refusals += 1;
    return true;
  }

  async #send(body: object, turn: number): Promise<void> {
    try {
      const answer = await api.post<Judged>('/sessions/check', body);
      if (turn === this.#turn) this.reasons = answer.reasons;
    } catch {
      // Saving checks again and reports the error.
      if (turn === this.#turn) [this.reasons, this.isUnknown] = [null, true];
    } finally {
      if (turn === this.#turn) this.isChecking = false;
    }
  }
}

/** A session that is being planned. */
export class SessionDraft {
  type = $state<string | null>(null);
  slot = $state<Slot>({ studio: null, room: null, date: '', time: '', minutes: '' });
  people = $state('');
  title = $state('');
  note = $state('');
  override = $state('');
  staff = $state.raw<Seat[]>([]);

  get kind(): SessionType | undefined {
    return this.type === null ? undefined : sessionTypes.of(this.type);
  }

  get isComplete(): boolean {
    const { studio, room, date, time, minutes } = this.slot;
    return Boolean(this.type && studio && room && date && time && Number(minutes) > 0);
  }

  choose(type: string | null): void {
    this.type = type;
    const { kind } = this;
    if (kind) this.slot.minutes = String(kind.minutes);
  }

  /** The body of the request. The draft must be complete. */
  body(publish: boolean): PlanSession {
    const { studio, room, date, time, minutes } = this.slot;
    const people = Number.parseInt(String(this.people), 10);
    return {
      type: this.type ?? '',
      studio_id: studio ?? '',
      room_id: room ?? '',
      local_date: date,
      local_start: time,
      minutes: Number(minutes),
      title: this.title.trim() || undefined,
      people: Number.isFinite(people) ? people : undefined,
      note: this.note.trim() || undefined,
      staff: this.staff.map(({ person_id, role }) => ({ person_id, role })),
      publish,
    };
  }
}
