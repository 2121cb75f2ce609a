import { api, pause, useTokens } from './api/client';
import { isProblem } from './api/problem';
import type { Grant, Lang, Me, Role, SignedIn } from './api/types';
import { language } from './i18n/i18n.svelte';
import { PREFIX as UNSENT } from './outbox.svelte';
import { store } from './store';
import { hear, tell } from './tab-channel';

/** Why the sign-in page is shown: after the idle lock, after the login ended elsewhere, or by choice. */
export type EndedBy = 'idle' | 'elsewhere' | 'choice';

type Run = () => void | Promise<void>;

/** Until when the screen would not have locked, as kept on the device: a page opened offline goes on only before that. */
export const AWAKE_UNTIL = 'awake_until';

/** How long the device may take to be cleared before the server is told all the same. */
const CLEARING_MS = 2_000;

/** The login of this tab. The access token is in memory only; the cookie that renews it is out of a script's reach. */
class Login {
  state = $state<'starting' | 'out' | 'in'>('starting');
  me = $state.raw<Me | null>(null);
  endedBy = $state<EndedBy | null>(null);
  /** The screen is covered, and the server takes nothing from this login: what is asked for waits (safety 55). */
  isLocked = $state(false);
  loginId: string | null = null;
  #token: string | null = null;
  #renewing: Promise<boolean> | null = null;
  /** The end of the last login of this tab: another one for each, and what was asked before it says nothing afterwards. */
  #ending: Promise<void> | null = null;
  #atStart: Run[] = [];
  #atEnd: Run[] = [];
  #atCover: Run[] = [];
  #atUncover: Run[] = [];
  /** Who waits for the screen to be open again, or for the end of the login. */
  #waiting: (() => void)[] = [];

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
    if (this.state === 'in') void atStart();
  }

  onCover(run: Run): void {
    this.#atCover.push(run);
    if (this.isLocked) void run();
  }

  onUncover(run: Run): void {
    this.#atUncover.push(run);
  }

  /** Covers the screen; what is on it stays. */
  cover(): void {
    if (this.isLocked || this.state === 'out') return;
    this.isLocked = true;
    this.#token = null;
    for (const run of this.#atCover) void run();
  }

  /** The screen is open again, and what waited goes on. */
  async uncover(signedIn: SignedIn): Promise<void> {
    await this.accept(signedIn);
    this.isLocked = false;
    for (const run of this.#atUncover) void run();
    this.#goOn();
  }

  /** Another tab has opened the screen. */
  async renewLocked(): Promise<void> {
    const renewed = this.isLocked && (await api.post<SignedIn | undefined>('/refresh', {}, { isPublic: true }));
    if (renewed) await this.uncover(renewed);
  }

  /** The server says that this login is over. */
  lost(): void {
    if (this.state === 'in') void this.#end('elsewhere');
    else location.reload();
  }

  #goOn(): void {
    for (const run of this.#waiting.splice(0)) run();
  }

  async #untilOpen(): Promise<boolean> {
    if (this.isLocked) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#token !== null;
  }

  /**
   * At the start of the page: a login from before goes on; without a network, from what the device kept, unless the
   * screen would have locked meanwhile (safety 55).
   */
  async restore(): Promise<void> {
    const until = (await store.resume()) ? await store.get<number>(AWAKE_UNTIL) : undefined;
    const isAwake = until !== undefined && Date.now() < until;
    try {
      if (until !== undefined && !isAwake) await api.post('/lock', {}, { isPublic: true });
      if (await this.renew(null)) return;
    } catch {
      const kept = await store.get<Me>('me');
      if (kept && isAwake) return this.#begin(kept);
    }
    if (await store.resume()) await store.lock(UNSENT);
    this.state = 'out';
  }

  /** Takes over what a sign-in, an accepted invitation or a renewal answered. */
  async accept(signedIn: SignedIn): Promise<void> {
    // Whoever was here leaves the device first.
    await this.#ending;
    this.#token = signedIn.access_token;
    this.loginId = signedIn.login_id;
    if (this.state === 'in' && this.me?.person_id === signedIn.me.person_id) {
      this.#update(signedIn.me);
      return;
    }
    await store.open(signedIn.me.person_id);
    await this.#begin(signedIn.me);
  }

  renew(stale: string | null): Promise<boolean> {
    if (this.#token !== null && this.#token !== stale) return Promise.resolve(true);
    if (this.isLocked) return this.#untilOpen();
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
    const ask = () => api.post<SignedIn | undefined>('/refresh', {}, { isPublic: true });
    const ending = this.#ending;
    try {
      // One tab at a time: each renewal replaces the cookie that the next one needs.
      const renewed = await (navigator.locks ? navigator.locks.request('renew', ask) : ask());
      // A late answer brings nobody back.
      if (ending !== this.#ending) return false;
      if (renewed) await this.accept(renewed);
      else await this.#end('elsewhere');
      return !!renewed;
    } catch (error) {
      if (isProblem(error, 'login_locked')) {
        this.cover();
        return this.#untilOpen();
      }
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
    const isPublic = !this.#token;
    if (by !== 'elsewhere') await api.post('/sign-out', {}, { query, isPublic }).catch(() => undefined);
    if (!isHeard) tell('ended');
    this.#token = null;
    this.isLocked = false;
    this.#goOn();
    this.loginId = null;
    this.endedBy = by;
  }
}

export const login = new Login();
