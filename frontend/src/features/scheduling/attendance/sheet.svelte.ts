import { api, login, newCid, outbox } from '../../../kit';
import { deviceId } from '../../../kit/device-id';
import { StoredResource } from '../../../kit/stored-resource.svelte';
import type {
  AttendanceEntry,
  AttendanceSheet,
  AttendanceStatus,
  CorrectionReason,
  Id,
  UnnamedPress,
} from '../../../kit/api/types';
import type { OutboxEntry } from '../../../kit/outbox.svelte';
import { queueOf } from '../debriefs/draft.svelte';

export interface Body {
  device: string;
  entries: AttendanceEntry[];
  unnamed?: UnnamedPress;
}

/** One line of the list, as it will be once everything has been sent. */
export interface Line {
  /** The id of the person, or the nickname of somebody whom only the server can identify. */
  key: string;
  nickname: string;
  status: AttendanceStatus;
  isStaff: boolean;
  isWaiting: boolean;
  /** Whether a supervisor has to confirm the line. */
  standing: 'plain' | 'waiting' | 'confirmed' | 'refused';
}

/** The attendance of one session: the server's state, overlaid with the changes that wait on this device (M6). */
export class Sheet {
  readonly resource: StoredResource<AttendanceSheet>;
  /** True after somebody was counted without a name. */
  isCounted = $state(false);
  reason = $state<CorrectionReason | null>(null);
  #device = $state('');
  readonly #id: Id;

  constructor(id: Id) {
    this.#id = id;
    this.resource = new StoredResource(
      () => `attendance/${id}`,
      async () => {
        this.#device = await deviceId();
        return api.get<AttendanceSheet>(this.#path, { device: this.#device });
      },
    );
  }

  /** For an `$effect`: applies the server's answers to changes that were sent. */
  listen = (): (() => void) =>
    outbox.onDelivered((queued, answer) => {
      if (queued.path !== this.#path) return;
      const sheet = answer as AttendanceSheet;
      this.isCounted = sheet.verdicts.some((verdict) => verdict.outcome === 'unnamed');
      // An answer to an earlier id of this device does not have this id's count.
      if ((queued.body as Body).device === this.#device) this.resource.set(sheet);
      else void this.resource.reload();
    });

  /** One queue per session, so that closing it is sent after the marks that came before. */
  get queue(): string {
    return queueOf(this.#id);
  }

  get waiting(): OutboxEntry<Body>[] {
    return this.#queued.filter((queued) => queued.state === 'waiting');
  }

  get refused(): OutboxEntry<Body>[] {
    return this.#queued.filter((queued) => queued.state === 'refused');
  }

  get lines(): Line[] {
    const { entries = [], expected = [], regulars = [] } = this.resource.data ?? {};
    const lines = new Map<string, Line>();
    for (const entry of entries) {
      const { person_id: key, nickname, status, is_staff: isStaff, standing } = entry;
      lines.set(key, { key, nickname, status, isStaff, isWaiting: false, standing });
    }
    for (const { person_id: key, nickname, is_staff: isStaff } of expected) {
      lines.set(key, { key, nickname, status: 'not_seen', isStaff, isWaiting: false, standing: 'plain' });
    }
    const names = new Map(regulars.map((regular) => [regular.person_id, regular.nickname]));
    for (const entry of this.waiting.flatMap(({ body }) => body.entries)) {
      const known = entry.person_id ?? [...lines.values()].find((line) => line.nickname === entry.nickname)?.key;
      const key = known ?? entry.nickname ?? '';
      const line = lines.get(key);
      const nickname = line?.nickname ?? names.get(key) ?? entry.nickname ?? '';
      const isStaff = line?.isStaff ?? false;
      lines.set(key, { key, nickname, status: entry.status, isStaff, isWaiting: true, standing: 'plain' });
    }
    // The order does not depend on the mark, so a row stays where it was pressed.
    return [...lines.values()].sort((one, other) => one.nickname.localeCompare(other.nickname));
  }

  /** Regular participants who are not on the list yet. */
  get regulars(): { person_id: Id; nickname: string }[] {
    const listed = new Set(this.lines.map((line) => line.key));
    return (this.resource.data?.regulars ?? []).filter((regular) => !listed.has(regular.person_id));
  }

  get unnamed(): number {
    const { unnamed_count: all = 0, own_unnamed: own } = this.resource.data ?? {};
    return Math.max(0, all - (own?.count ?? 0) + this.#own.count);
  }

  get here(): number {
    return this.lines.filter((line) => line.status === 'here').length;
  }

  /** How many came, with and without a name, as far as the reader may know. */
  get counted(): number {
    const { is_hidden: isHidden, named_count: named = 0 } = this.resource.data ?? {};
    return (isHidden ? named : this.here) + this.unnamed;
  }

  mark(line: Pick<Line, 'key' | 'nickname'>, status: AttendanceStatus): Promise<void> {
    const { entries = [], expected = [], regulars = [] } = this.resource.data ?? {};
    const isKnown = [...entries, ...expected, ...regulars].some((entry) => entry.person_id === line.key);
    return this.#send({
      entries: [{ ...this.#stamp(), ...(isKnown ? { person_id: line.key } : { nickname: line.nickname }), status }],
    });
  }

  add(nickname: string): Promise<void> {
    return this.#send({ entries: [{ ...this.#stamp(), nickname, status: 'here' }] });
  }

  /** Counts one more or one fewer without a name. The device sends its own total, and the id of the press. */
  count(more: number): Promise<void> {
    const { count, press } = this.#own;
    return this.#send({ entries: [], unnamed: { ...this.#stamp(), count: count + more, press: press + 1 } });
  }

  /** Removes the refused change after a refusal. */
  drop(queued: OutboxEntry): Promise<void> {
    return outbox.discard(queued.cid);
  }

  /** Loads the names for a correction; they are not stored on the device. */
  async askNames(): Promise<void> {
    this.resource.data = await api.get<AttendanceSheet>(this.#path, { device: this.#device, names: true });
  }

  get #path(): string {
    return `/sessions/${this.#id}/attendance`;
  }

  get #own(): { count: number; press: number } {
    const pressed = this.waiting.filter((queued) => queued.body.device === this.#device && queued.body.unnamed);
    return pressed.at(-1)?.body.unnamed ?? this.resource.data?.own_unnamed ?? { count: 0, press: 0 };
  }

  #stamp(): { cid: string; recorded_at: number } {
    return { cid: newCid(), recorded_at: Date.now() };
  }

  async #send(part: Omit<Body, 'device'>): Promise<void> {
    this.isCounted = false;
    const body: Body = { device: this.#device, ...part };
    if (this.resource.data?.writes === 'correction') {
      // A correction contains names of others and is made at a desk, so it is never queued.
      const sheet = await api.put<AttendanceSheet>(this.#path, { ...body, reason: this.reason });
      this.isCounted = sheet.verdicts.some((verdict) => verdict.outcome === 'unnamed');
      this.resource.data = sheet;
      return;
    }
    await outbox.add({ cid: newCid(), queue: this.queue, method: 'PUT', path: this.#path, body, at: Date.now() });
  }

  get #queued(): OutboxEntry<Body>[] {
    if (login.state !== 'in') return [];
    return (outbox.of(this.queue) as OutboxEntry<Body>[]).filter((queued) => queued.path === this.#path);
  }
}
