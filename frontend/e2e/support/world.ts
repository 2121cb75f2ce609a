import type { ChatRoom, Me, Purpose, Role, SignedIn } from '../../src/kit/api/types';
import { totp } from './totp';

export const PASSPHRASE = 'quiet river under the bridge';

/** Somebody who works through the interface of the server, without a browser. */
export class Actor {
  readonly base: string;
  readonly nickname: string;
  readonly me: Me;
  /** Of the authenticator app, for those who have one. */
  secret: string | null = null;
  #token: string;

  constructor(base: string, signedIn: SignedIn) {
    this.base = base;
    this.me = signedIn.me;
    this.nickname = signedIn.me.nickname;
    this.#token = signedIn.access_token;
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return call<T>(this.base, 'POST', path, body, this.#token);
  }

  get<T>(path: string): Promise<T> {
    return call<T>(this.base, 'GET', path, undefined, this.#token);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return call<T>(this.base, 'PUT', path, body, this.#token);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return call<T>(this.base, 'PATCH', path, body, this.#token);
  }

  /** Brings a sheet in. */
  async bringIn(kind: string, sheet: string): Promise<void> {
    const answer = await fetch(`${this.base}/api/v1/imports/${kind}?dry_run=false`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${this.#token}` },
      body: sheet,
    });
    const report = (await answer.json()) as { refused: number };
    if (!answer.ok || report.refused > 0) throw new Error(`import of ${kind}: ${JSON.stringify(report)}`);
  }

  async setUpSecondStep(): Promise<void> {
    const { secret } = await this.post<{ secret: string }>('/me/totp');
    await this.post('/me/totp/confirm', { code: totp(secret) });
    this.secret = secret;
  }
}

async function call<T>(base: string, method: string, path: string, body?: unknown, token?: string): Promise<T> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** An invented district with the people that a journey needs. */
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
    await headquarters.setUpSecondStep();
    const { id } = await headquarters.post<{ id: string }>('/districts', { name: 'Green Hill' });
    const { code } = await headquarters.post<{ code: string }>('/invitations', {
      role: 'coordinator',
      district_id: id,
    });
    const coordinator = await accept(base, code, 'Lin of the hill');
    await coordinator.setUpSecondStep();
    return new World(base, headquarters, id, coordinator);
  }

  /** A one-time code for somebody new. */
  async invite(role: Role): Promise<string> {
    const by = role === 'coordinator' || role === 'supervisor' ? this.headquarters : this.coordinator;
    return (await by.post<{ code: string }>('/invitations', { role, district_id: this.district })).code;
  }

  /** Somebody new in this role, with a nickname that nobody else has. */
  async person(role: Role): Promise<Actor> {
    this.#count += 1;
    const nickname = `Walker ${role} ${this.#count}`;
    return accept(this.base, await this.invite(role), nickname);
  }

  /** A room of the team with these people in it. */
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
  const found = await call<{ role: Role; consent_texts: { purpose: Purpose; required_for: Role[] }[] }>(
    base,
    'POST',
    '/invitations/look-up',
    { code },
  );
  const needed = found.consent_texts.filter((text) => text.required_for.includes(found.role));
  const body = { code, nickname, passphrase: PASSPHRASE, language: 'en', consents: needed.map((text) => text.purpose) };
  return new Actor(base, await call<SignedIn>(base, 'POST', '/invitations/accept', body));
}
