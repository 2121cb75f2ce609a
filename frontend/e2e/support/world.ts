import type { ChatRoom, ImportReport, Me, Purpose, Role, SignedIn } from '../../src/kit/api/types';
import { totp } from './totp';

export const PASSPHRASE = 'quiet river under the bridge';

/** A person who uses the API without a browser. */
export class Actor {
  readonly base: string;
  readonly nickname: string;
  readonly me: Me;
  /** The secret of the authenticator app, if there is one. */
  secret: string | null = null;
  #token: string;
  #cookie: string | null;
  #renewing: Promise<void> | null = null;

  constructor(base: string, entry: Entry) {
    this.base = base;
    this.me = entry.signedIn.me;
    this.nickname = this.me.nickname;
    this.#token = entry.signedIn.access_token;
    this.#cookie = entry.cookie;
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#call<T>('POST', path, body);
  }

  get<T>(path: string): Promise<T> {
    return this.#call<T>('GET', path);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PUT', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PATCH', path, body);
  }

  del(path: string): Promise<void> {
    return this.#call('DELETE', path);
  }

  /** Imports a CSV file. */
  async importSheet(kind: string, sheet: string): Promise<void> {
    const report = await this.#call<ImportReport>('POST', `/imports/${kind}?dry_run=false`, sheet, 'text/csv');
    if (report.refused > 0) throw new Error(`import of ${kind}: ${JSON.stringify(report)}`);
  }

  async setUpTotp(): Promise<void> {
    const { secret } = await this.post<{ secret: string }>('/me/totp');
    await this.post('/me/totp/confirm', { code: totp(secret) });
    this.secret = secret;
  }

  /** Renews the access token by the cookie, because a worker outlives the token. */
  async #call<T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T> {
    const used = this.#token;
    const first = await send(this.base, method, path, body, { contentType, token: used });
    if (first.status !== 401 || this.#cookie === null) return read<T>(`${method} ${path}`, first);
    if (this.#token === used) await (this.#renewing ??= this.#renew().finally(() => (this.#renewing = null)));
    const again = await send(this.base, method, path, body, { contentType, token: this.#token });
    return read<T>(`${method} ${path}`, again);
  }

  async #renew(): Promise<void> {
    const entry = await enter(await send(this.base, 'POST', '/refresh', {}, { cookie: this.#cookie ?? undefined }));
    this.#token = entry.signedIn.access_token;
    this.#cookie = entry.cookie;
  }
}

/** The answer of a sign-in, an accepted invitation or a renewal. */
export interface Entry {
  signedIn: SignedIn;
  /** The cookie that renews the access token; null if a browser holds it. */
  cookie: string | null;
}

interface Sent {
  token?: string;
  cookie?: string;
  contentType?: string;
}

/** Headers of a proxy for a new client address, because all people of a test would exceed the limit of one address. */
export function fromOtherAddress(): Record<string, string> {
  const part = () => Math.floor(Math.random() * 256);
  return { 'x-forwarded-for': `10.${part()}.${part()}.${part()}` };
}

function send(base: string, method: string, path: string, body: unknown, sent: Sent = {}): Promise<Response> {
  const headers: Record<string, string> = {
    'content-type': sent.contentType ?? 'application/json',
    ...fromOtherAddress(),
  };
  if (sent.token) headers.authorization = `Bearer ${sent.token}`;
  if (sent.cookie) headers.cookie = sent.cookie;
  const text = sent.contentType ? (body as string) : JSON.stringify(body);
  return fetch(`${base}/api/v1${path}`, { method, headers, body: text });
}

async function read<T>(what: string, answer: Response): Promise<T> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

async function enter(answer: Response): Promise<Entry> {
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return { signedIn: await read<SignedIn>('entry', answer), cookie };
}

/** A test district with its people. */
export class World {
  readonly base: string;
  readonly headquarters: Actor;
  readonly district: string;
  readonly coordinator: Actor;
  #count = 0;

  private constructor(base: string, headquarters: Actor, district: string, coordinator: Actor) {
    this.base = base;
    this.headquarters = headquarters;
    this.district = district;
    this.coordinator = coordinator;
  }

  static async make(base: string, firstCard: string): Promise<World> {
    const headquarters = await accept(base, firstCard, 'Office');
    await headquarters.setUpTotp();
    const { id } = await headquarters.post<{ id: string }>('/districts', { name: 'Green Hill' });
    const { code } = await headquarters.post<{ code: string }>('/invitations', {
      role: 'coordinator',
      district_id: id,
    });
    const coordinator = await accept(base, code, 'Lin of the hill');
    await coordinator.setUpTotp();
    return new World(base, headquarters, id, coordinator);
  }

  /** Creates an invitation code for a new person. */
  async invite(role: Role): Promise<string> {
    const isStaff = ['headquarters', 'coordinator', 'supervisor'].includes(role);
    const by = isStaff ? this.headquarters : this.coordinator;
    const district_id = role === 'headquarters' ? undefined : this.district;
    return (await by.post<{ code: string }>('/invitations', { role, district_id })).code;
  }

  /** Creates a person in this role with a unique nickname. */
  async person(role: Role): Promise<Actor> {
    this.#count += 1;
    const nickname = `Walker ${role.slice(0, 3)} ${this.#count}`;
    return accept(this.base, await this.invite(role), nickname);
  }

  /** Creates a team room with these people. */
  async room(name: string, ...people: Actor[]): Promise<ChatRoom> {
    const body = { owner_kind: 'team', name, district_id: this.district };
    const room = await this.coordinator.post<ChatRoom>('/chat/rooms', body);
    for (const person of people) {
      await this.coordinator.post(`/chat/rooms/${room.id}/seats`, {
        person_id: person.me.person_id,
        role: 'participant',
      });
    }
    return room;
  }
}

async function accept(base: string, code: string, nickname: string): Promise<Actor> {
  const found = await read<{ role: Role; consent_texts: { purpose: Purpose; required_for: Role[] }[] }>(
    'look-up',
    await send(base, 'POST', '/invitations/look-up', { code }),
  );
  const needed = found.consent_texts.filter((text) => text.required_for.includes(found.role));
  const body = { code, nickname, passphrase: PASSPHRASE, language: 'en', consents: needed.map((text) => text.purpose) };
  return new Actor(base, await enter(await send(base, 'POST', '/invitations/accept', body)));
}
