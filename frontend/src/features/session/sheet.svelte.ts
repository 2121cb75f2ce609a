import { api, login, newCid, outbox } from '../../kit';
import { Kept } from '../../kit/kept.svelte';
import type { AttendanceEntry, AttendanceSheet, AttendanceStatus, Id } from '../../kit/api/types';
import type { Parcel } from '../../kit/outbox.svelte';

interface Body {
  entries: AttendanceEntry[];
  unnamed_count: number;
}

/** One line of the list, as it will be once everything has been sent. */
export interface Line {
  /** The person's id, or the nickname of one whom only the server can tell. */
  key: string;
  nickname: string;
  status: AttendanceStatus;
  isStaff: boolean;
  isWaiting: boolean;
}

/** The attendance of one session: what the server has, and over it what still waits on this device (M6). */
export class Sheet {
  readonly kept: Kept<AttendanceSheet>;
  readonly #id: Id;

  constructor(id: Id) {
    this.#id = id;
    this.kept = new Kept(
      () => `attendance/${id}`,
      () => api.get<AttendanceSheet>(`/sessions/${id}/attendance`),
    );
  }

  /** For an `$effect`: takes over what the server answers to changes that were sent. */
  listen = (): (() => void) =>
    outbox.onDelivered((parcel, answer) => {
      if (parcel.lane === this.lane) this.kept.take(answer as AttendanceSheet);
    });

  get lane(): string {
    return `attendance/${this.#id}`;
  }

  get waiting(): Parcel<Body>[] {
    return this.#parcels.filter((parcel) => parcel.state === 'waiting');
  }

  get refused(): Parcel<Body>[] {
    return this.#parcels.filter((parcel) => parcel.state === 'refused');
  }

  get lines(): Line[] {
    const lines = new Map<string, Line>();
    for (const entry of this.kept.data?.entries ?? []) {
      lines.set(entry.person_id, {
        key: entry.person_id,
        nickname: entry.nickname,
        status: entry.status,
        isStaff: entry.is_staff,
        isWaiting: false,
      });
    }
    for (const { person_id: key, nickname, is_staff: isStaff } of this.kept.data?.expected ?? []) {
      lines.set(key, { key, nickname, status: 'not_seen', isStaff, isWaiting: false });
    }
    for (const entry of this.waiting.flatMap((parcel) => parcel.body.entries)) {
      const known = entry.person_id ?? [...lines.values()].find((line) => line.nickname === entry.nickname)?.key;
      const key = known ?? entry.nickname ?? '';
      const line = lines.get(key);
      const nickname = line?.nickname ?? entry.nickname ?? '';
      lines.set(key, { key, nickname, status: entry.status, isStaff: line?.isStaff ?? false, isWaiting: true });
    }
    // In one order whatever is known of them: a row that has been marked stays where it was pressed.
    return [...lines.values()].sort((one, other) => one.nickname.localeCompare(other.nickname));
  }

  get unnamed(): number {
    return this.waiting.at(-1)?.body.unnamed_count ?? this.kept.data?.unnamed_count ?? 0;
  }

  get here(): number {
    return this.lines.filter((line) => line.status === 'here').length;
  }

  mark(line: Line, status: AttendanceStatus): Promise<void> {
    const { entries = [], expected = [] } = this.kept.data ?? {};
    const isKnown = [...entries, ...expected].some((entry) => entry.person_id === line.key);
    return this.#send([
      { ...this.#stamp(), ...(isKnown ? { person_id: line.key } : { nickname: line.nickname }), status },
    ]);
  }

  add(nickname: string): Promise<void> {
    return this.#send([{ ...this.#stamp(), nickname, status: 'here' }]);
  }

  count(unnamed: number): Promise<void> {
    return this.#send([], Math.max(0, unnamed));
  }

  /** After a refusal: leaves out what was refused. */
  drop(parcel: Parcel): Promise<void> {
    return outbox.discard(parcel.cid);
  }

  #stamp(): { cid: string; recorded_at: number } {
    return { cid: newCid(), recorded_at: Date.now() };
  }

  #send(entries: AttendanceEntry[], unnamed_count = this.unnamed): Promise<void> {
    const body: Body = { entries, unnamed_count };
    const path = `/sessions/${this.#id}/attendance`;
    return outbox.add({ cid: newCid(), lane: this.lane, method: 'PUT', path, body, at: Date.now() });
  }

  get #parcels(): Parcel<Body>[] {
    return login.state === 'in' ? (outbox.of(this.lane) as Parcel<Body>[]) : [];
  }
}
