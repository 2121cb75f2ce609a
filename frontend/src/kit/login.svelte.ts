import { api, useTokens } from './api/client';
import { isProblem } from './api/problem';
import type { Grant, Lang, Me, Role, SignedIn } from './api/types';
import { language } from './i18n/i18n.svelte';
import { PREFIX as UNSENT } from './outbox.svelte';
import { store } from './store';
import { hear, tell } from './tabs';

/** Why the sign-in page is shown: after the idle lock, after the login ended elsewhere, or by choice. */
export type EndedBy = 'idle' | 'elsewhere' | 'choice';

type Run = () => void | Promise<void>;

/** Until when the screen would not have locked, as kept on the device: a page opened offline goes on only before that. */
const AWAKE_UNTIL = 'awake_until';

/** The login of this tab. The access token is in memory only; the cookie that renews it is out of a script's reach. */
class Login {
  state = $state<'starting' | 'out' | 'in'>('starting');
  me = $state.raw<Me | null>(null);
  endedBy = $state<EndedBy | null>(null);
  loginId: string | null = null;
  #token: string | null = null;
  #renewing: Promise<boolean> | null = null;
  #atStart: Run[] = [];
  #atEnd: Run[] = [];

  constructor() {
    useTokens({ current: () => this.#token, renew: (stale) => this.renew(stale) });
    hear('ended', () => void this.#end('elsewhere', false));
  }

  get token(): string | null {
    return this.#token;
  }

  /** What to run whenever somebody is signed in, and whenever nobody is any more. */
  follow(atStart: Run, atEnd: Run): void {
    this.#atStart.push(atStart);
    this.#atEnd.push(atEnd);
  }

  /**
   * At the start of the page: a login from before goes on; without a network, from what the device kept, unless the
   * screen would have locked meanwhile (safety 55).
   */
  async restore(): Promise<void> {
    try {
      if (await this.renew(null)) return;
    } catch {
      const kept = (await store.resume()) ? await store.get<Me>('me') : undefined;
      const until = (await store.get<number>(AWAKE_UNTIL)) ?? 0;
      if (kept && Date.now() < until) return this.#begin(kept);
    }
    if (await store.resume()) await store.lock(UNSENT);
    this.state = 'out';
  }

  /** Keeps on the device until when the screen stays open without a further sign of life. */
  stayAwake(until: number): void {
    if (this.state === 'in') void store.put(AWAKE_UNTIL, until);
  }

  /** Takes over what a sign-in, an accepted invitation or a renewal answered. */
  async accept(signedIn: SignedIn): Promise<void> {
    this.#token = signedIn.access_token;
    this.loginId = signedIn.login_id;
    if (this.state === 'in' && this.me?.person_id === signedIn.me.person_id) {
      this.me = signedIn.me;
      return;
    }
    await store.open(signedIn.me.person_id);
    await this.#begin(signedIn.me);
  }

  renew(stale: string | null): Promise<boolean> {
    if (this.#token !== null && this.#token !== stale) return Promise.resolve(true);
    this.#renewing ??= this.#renewNow().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async reload(): Promise<void> {
    this.#update(await api.get<Me>('/me'));
  }

  async changeLanguage(lang: Lang): Promise<void> {
    await language.use(lang);
    if (this.state === 'in') this.#update(await api.patch<Me>('/me', { language: lang }));
  }

  async signOut(by: EndedBy = 'choice'): Promise<void> {
    const told = this.#token ? api.post('/sign-out').catch(() => undefined) : Promise.resolve();
    await this.#end(by, true, told);
  }

  has(...roles: Role[]): boolean {
    return this.me?.grants.some((grant) => roles.includes(grant.role)) ?? false;
  }

  grantsOf(role: Role): Grant[] {
    return this.me?.grants.filter((grant) => grant.role === role) ?? [];
  }

  get isStaff(): boolean {
    return this.has('headquarters', 'coordinator', 'supervisor');
  }

  async #begin(me: Me): Promise<void> {
    await language.use(me.language);
    this.#update(me);
    this.endedBy = null;
    this.state = 'in';
    for (const run of this.#atStart) await run();
  }

  #update(me: Me): void {
    this.me = me;
    void store.put('me', me);
  }

  async #renewNow(): Promise<boolean> {
    const ask = () => api.post<SignedIn>('/refresh', {}, { isPublic: true });
    try {
      // One tab at a time: each renewal replaces the cookie that the next one needs.
      await this.accept(await (navigator.locks ? navigator.locks.request('renew', ask) : ask()));
      return true;
    } catch (error) {
      if (!isProblem(error) || error.isPassing) throw error;
      if (this.state === 'in') await this.#end('elsewhere', true);
      return false;
    }
  }

  async #end(by: EndedBy, isFirst: boolean, told: Promise<unknown> = Promise.resolve()): Promise<void> {
    if (this.state !== 'in') return;
    this.state = 'out';
    this.endedBy = by;
    this.me = null;
    for (const run of this.#atEnd) await run();
    await told;
    this.#token = null;
    this.loginId = null;
    await (by === 'choice' ? store.drop() : store.lock(UNSENT));
    if (isFirst) tell('ended');
  }
}

export const login = new Login();
