import { api, isProblem, msg, time } from '../../../kit';
import type { Id, Page, SessionBrief, SessionView } from '../../../kit/api/types';
import type { Target } from './grid/session-mover.svelte';
import { toast, toastUndo } from '../../../ui';
import { minutesOf } from '../planning/plan-of';
import { confirmPast } from '../planning/confirm-past';
import { refusalText } from '../planning/refusal';
import { titleOf } from '../sessions/text';

export interface CalendarQuery {
  from: string;
  to: string;
  district: Id | null;
  studio: Id | null;
  isMine: boolean;
}

/** The sessions of the visible days. A move is shown at once, and reverted if the server refuses it. */
export class CalendarSessions {
  sessions = $state.raw<SessionBrief[] | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  #query: CalendarQuery | null = null;
  #turn = 0;

  /** The state for `Loaded`. */
  get data(): SessionBrief[] | undefined {
    return this.sessions;
  }

  reload = (): Promise<void> => (this.#query ? this.load(this.#query) : Promise.resolve());

  async load(query: CalendarQuery): Promise<void> {
    const isOther = JSON.stringify(query) !== JSON.stringify(this.#query);
    this.#query = query;
    this.#turn += 1;
    const turn = this.#turn;
    if (isOther) this.sessions = undefined;
    try {
      const found: SessionBrief[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<SessionBrief> = await api.get<Page<SessionBrief>>('/sessions', {
          from: query.from,
          to: query.to,
          district_id: query.district,
          studio_id: query.studio,
          mine: query.isMine ? true : null,
          limit: 200,
          cursor,
        });
        found.push(...page.items);
        cursor = page.next;
        if (turn !== this.#turn) return;
      } while (cursor);
      this.sessions = found;
      this.error = undefined;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }

  /** Moves a session; true if the server accepted it. */
  async move(session: SessionBrief, to: Target, isUndo = false): Promise<boolean> {
    const before = this.#find(session.id) ?? session;
    this.#put(moved(before, to));
    try {
      const body = { row_version: before.row_version, ...to };
      const after = await confirmPast((is_past_meant) =>
        api.post<SessionView>(`/sessions/${session.id}/move`, { ...body, is_past_meant }),
      );
      if (!after) {
        this.#put(before);
        return false;
      }
      this.#put(after);
      const when = msg.calendar.at(time.dayOf(after.local_date, time.shortDay), after.local_start);
      if (isUndo) toast(msg.calendar.undone);
      else toastUndo(msg.calendar.dropped(titleOf(after), when), () => this.#undo(before, after));
      return true;
    } catch (error) {
      this.#put(before);
      toast(msg.reasons.movedBack(titleOf(before), refusalText(error)), { isProblem: true });
      if (isProblem(error, 'row_changed')) await this.reload();
      return false;
    }
  }

  /** Undoes a move, also while another week is shown. */
  #undo(before: SessionBrief, after: SessionBrief): Promise<boolean> {
    const { local_date, local_start, room_id } = before;
    const present = this.#find(before.id) ?? after;
    return this.move(present, { local_date, local_start, room_id }, true);
  }

  #find(id: Id): SessionBrief | undefined {
    return this.sessions?.find((session) => session.id === id);
  }

  #put(session: SessionBrief): void {
    this.sessions = this.sessions?.map((entry) => (entry.id === session.id ? session : entry));
  }
}

function moved(session: SessionBrief, to: Target): SessionBrief {
  const length = minutesOf(session);
  const end = time.minutesOf(to.local_start) + length;
  return { ...session, ...to, room_id: to.room_id ?? session.room_id, local_end: time.timeOf(end % 1440) };
}
