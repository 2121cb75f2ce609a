import { api, pause, useTokens } from './api/client';
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

/** How long the device may take to be cleared before the server is told all the same. */
const CLEARING_MS = 2_000;

/** The login of this tab. The access token is in memory only; the cookie that renews it is out of a script's reach. */
class Login {
  state = $state<'starting' | 'out' | 'in'>('starting');
  me = $state.raw<Me | null>(null);
  endedBy = $state<EndedBy | null>(null);
  loginId: string | null = null;
  #token: string | null = null;
  #renewing: Promise<boolean> | null = null;
  /** The end of the last login of this tab: another one for each, and what was asked before it says nothing afterwards. */
  #ending: Promise<void> | null = null;
  #atStart: Run[] = [];
  #atEnd: Run[] = [];

  constructor() {
    useTokens({ current: () => this.#token, renew: (stale) => this.renew(stale) });
    hear('ended', () => void this.#end('elsewhere', true));
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
    // Whoever was here leaves the device first.
    await this.#ending;
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
    await this.#take(api.get<Me>('/me'));
  }

  async changeLanguage(lang: Lang): Promise<void> {
    await language.use(lang);
    if (this.state === 'in') await this.#take(api.patch<Me>('/me', { language: lang }));
  }

  signOut(by: 'choice' | 'idle' = 'choice'): Promise<void> {
    return this.#end(by);
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

  /** A late answer says nothing of whoever is here by then. */
  async #take(asked: Promise<Me>): Promise<void> {
    const ending = this.#ending;
    const me = await asked;
    if (ending === this.#ending && this.state === 'in') this.#update(me);
  }

  #update(me: Me): void {
    this.me = me;
    void store.put('me', me);
  }

  async #renewNow(): Promise<boolean> {
    const ask = () => api.post<SignedIn>('/refresh', {}, { isPublic: true });
    const ending = this.#ending;
    try {
      // One tab at a time: each renewal replaces the cookie that the next one needs.
      const renewed = await (navigator.locks ? navigator.locks.request('renew', ask) : ask());
      // A late answer brings nobody back.
      if (ending !== this.#ending) return false;
      await this.accept(renewed);
      return true;
    } catch (error) {
      if (!isProblem(error) || error.isPassing) throw error;
      if (ending === this.#ending) await this.#end('elsewhere');
      return false;
    }
  }

  async #end(by: EndedBy, isHeard = false): Promise<void> {
    if (this.state === 'in') this.#ending = this.#endNow(by, isHeard);
    await this.#ending;
  }

  /**
   * The screen first, then the device, then everybody else: the server's answer lets the browser clear the site, which
   * must not meet our own clearing halfway. That it is over is said when it is.
   */
  async #endNow(by: EndedBy, isHeard: boolean): Promise<void> {
    this.state = 'out';
    this.endedBy = null;
    this.me = null;
    for (const run of this.#atEnd) await run();
    // A browser that is stuck with its database does not keep the login alive.
    await Promise.race([by === 'choice' ? store.drop() : store.lock(UNSENT), pause(CLEARING_MS)]);
    const query = { is_lock: by === 'idle' };
    if (this.#token && by !== 'elsewhere') await api.post('/sign-out', {}, { query }).catch(() => undefined);
    if (!isHeard) tell('ended');
    this.#token = null;
    this.loginId = null;
    this.endedBy = by;
  }
}

export const login = new Login();
