import { api, msg } from '../../../../kit';
import type { Id, Judged, Reason, SessionBrief, SessionView } from '../../../../kit/api/types';
import { planOf } from '../../planning/plan-of';
import { reasonText, bySeverity } from '../../planning/reasons';
import { isMovable, titleOf } from '../../sessions/text';
import { timeOf } from '../../../../kit/time';
import type { Cell, Column } from './columns';
import { isSame, placeAt, step, type Direction, type Field, type Place } from './move';

/** The target of a move, as the server expects it. */
export interface Target {
  local_date: string;
  local_start: string;
  room_id?: Id;
}

export interface Lifted {
  session: SessionBrief;
  length: number;
  home: Place;
  /** Minutes between the start and the pointer that holds the session; null when it was lifted by key. */
  grip: number | null;
}

type Drop = (session: SessionBrief, to: Target) => Promise<boolean>;

const DEBOUNCE_MS = 200;

/** Moves one session by keyboard or pointer; the server checks each place. */
export class SessionMover {
  lifted = $state.raw<Lifted | null>(null);
  place = $state.raw<Place | null>(null);
  /** The server's answer for the present place; null until it arrives. */
  reasons = $state.raw<Reason[] | null>(null);
  /** True if the check of the present place failed; the interface says that nothing is known about it. */
  isUnknown = $state(false);
  announcement = $state('');
  #columns: () => Column[];
  #field: () => Field;
  #drop: Drop;
  #view: Promise<SessionView> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(columns: () => Column[], field: () => Field, drop: Drop) {
    this.#columns = columns;
    this.#field = field;
    this.#drop = drop;
  }

  get hasConflict(): boolean {
    return this.reasons !== null && bySeverity(this.reasons).blocks.length > 0;
  }

  /** The status text under the grid. */
  get verdict(): string {
    const { lifted, place } = this;
    // The original place was not checked.
    if (lifted && place && isSame(place, lifted.home)) return '';
    if (this.isUnknown) return msg.reasons.notKnown;
    if (!this.reasons) return msg.reasons.checking;
    return this.reasons.length === 0 ? msg.reasons.fine : this.reasons.map(reasonText).join(' ');
  }

  /** The name of the present place. */
  get placeText(): string {
    const { lifted, place } = this;
    if (!lifted || !place) return '';
    const column = this.#columns()[place.column];
    const hours = `${timeOf(place.from)}–${timeOf(place.from + lifted.length)}`;
    return column ? msg.calendar.at(column.label, hours) : hours;
  }

  lift(cell: Cell, column: number, grip: number | null = null): boolean {
    if (!isMovable(cell.session)) {
      this.announcement = msg.calendar.cannotMove;
      return false;
    }
    const home = { column, from: cell.from };
    this.lifted = { session: cell.session, length: cell.to - cell.from, home, grip };
    this.place = home;
    this.reasons = null;
    this.#view = api.get<SessionView>(`/sessions/${cell.session.id}`);
    this.#view.catch(() => undefined);
    this.announcement = msg.calendar.lifted(titleOf(cell.session));
    return true;
  }

  step(to: Direction): void {
    const { lifted, place } = this;
    if (!lifted || !place) return;
    const next = step(place, lifted.length, to, this.#field());
    if (isSame(next, place)) this.announcement = msg.calendar.edge;
    else this.#moveTo(next, true);
  }

  point(pointer: { column: number; share: number }): void {
    const { lifted, place } = this;
    if (!lifted || !place || lifted.grip === null) return;
    const next = placeAt(pointer, lifted.grip, lifted.length, this.#field(), place);
    if (!isSame(next, place)) this.#moveTo(next, false);
  }

  cancel(): void {
    if (this.lifted) this.announcement = msg.calendar.backAgain(titleOf(this.lifted.session));
    this.#reset();
  }

  async drop(): Promise<void> {
    const { lifted, place, placeText } = this;
    if (!lifted || !place) return;
    if (isSame(place, lifted.home)) {
      this.cancel();
      return;
    }
    const to = this.#target(place);
    this.#reset();
    if (await this.#drop(lifted.session, to))
      this.announcement = msg.calendar.dropped(titleOf(lifted.session), placeText);
  }

  #target(place: Place): Target {
    const column = this.#columns()[place.column];
    return {
      local_date: column?.date ?? '',
      local_start: timeOf(place.from),
      // A column of a day has no room, so the session keeps its own.
      ...(column?.room ? { room_id: column.room } : {}),
    };
  }

  #moveTo(place: Place, isAnnounced: boolean): void {
    this.place = place;
    this.reasons = null;
    this.isUnknown = false;
    if (isAnnounced) this.announcement = this.placeText;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(place, isAnnounced), DEBOUNCE_MS);
  }

  async #check(place: Place, isAnnounced: boolean): Promise<void> {
    const { lifted } = this;
    if (!lifted) return;
    try {
      const view = await this.#view;
      if (!view) return;
      const answer = await api.post<Judged>('/sessions/check', { ...planOf(view), ...this.#target(place) });
      if (this.lifted !== lifted || !this.place || !isSame(this.place, place)) return;
      this.reasons = answer.reasons;
      if (isAnnounced && answer.reasons.length > 0) this.announcement = `${this.placeText}. ${this.verdict}`;
    } catch {
      if (this.lifted !== lifted || !this.place || !isSame(this.place, place)) return;
      this.isUnknown = true;
      if (isAnnounced) this.announcement = `${this.placeText}. ${this.verdict}`;
    }
  }

  #reset(): void {
    clearTimeout(this.#timer);
    this.lifted = null;
    this.place = null;
    this.reasons = null;
    this.isUnknown = false;
    this.#view = null;
  }
}
