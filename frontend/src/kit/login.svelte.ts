import { api, delay, useTokens } from './api/client';
import { isProblem } from './api/problem';
import type { Grant, Lang, Me, Role, SignedIn } from './api/types';
import { language } from './i18n/i18n.svelte';
import { OUTBOX_PREFIX as UNSENT } from './outbox.svelte';
import { store } from './store';
import { onTabMessage, postToTabs } from './tab-channel';

/** Why the sign-in page is shown: after the idle lock, after the login ended elsewhere, or by choice. */
export type EndedBy = 'idle' | 'elsewhere' | 'choice';

type Listener = () => void | Promise<void>;

/** The stored time until which the screen stays unlocked. A page that is opened offline goes on only before that. */
export const UNLOCKED_UNTIL = 'unlocked_until';

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
  #onStart: Listener[] = [];
  #onEnd: Listener[] = [];
  #onLock: Listener[] = [];
  #onUnlock: Listener[] = [];
  /** Who waits for the screen to be open again, or for the end of the login. */
  #waiting: (() => void)[] = [];

  constructor() {
    useTokens({ current: () => this.#token, renew: (stale) => this.renew(stale) });
    onTabMessage('ended', () => void this.#end('elsewhere', true));
  }

  get token(): string | null {
    return this.#token;
  }

  /** What to run whenever somebody is signed in, and whenever nobody is any more. */
  subscribe(onStart: Listener, onEnd: Listener): void {
    this.#onStart.push(onStart);
    this.#onEnd.push(onEnd);
    if (this.state === 'in') void onStart();
  }

  onLock(run: Listener): void {
    this.#onLock.push(run);
    if (this.isLocked) void run();
  }

  onUnlock(run: Listener): void {
    this.#onUnlock.push(run);
  }

  /** Covers the screen; what is on it stays. */
  lock(): void {
    if (this.isLocked || this.state === 'out') return;
    this.isLocked = true;
    this.#token = null;
    for (const run of this.#onLock) void run();
  }

  /** The screen is open again, and what waited goes on. */
  async unlock(signedIn: SignedIn): Promise<void> {
    await this.accept(signedIn);
    this.isLocked = false;
    for (const run of this.#onUnlock) void run();
    this.#resumeWaiting();
  }

  /** Another tab has opened the screen. */
  async unlockFromOtherTab(): Promise<void> {
    const renewed = this.isLocked && (await api.post<SignedIn | undefined>('/refresh', {}, { isPublic: true }));
    if (renewed) await this.unlock(renewed);
  }

  /** The server says that this login is over. */
  handleEnded(): void {
    if (this.state === 'in') void this.#end('elsewhere');
    else location.reload();
  }

  #resumeWaiting(): void {
    for (const run of this.#waiting.splice(0)) run();
  }

  async #untilUnlocked(): Promise<boolean> {
    if (this.isLocked) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#token !== null;
  }

  /**
   * At the start of the page: a login from before goes on; without a network, from what the device kept, unless the
   * screen would have locked meanwhile (safety 55).
   */
  async restore(): Promise<void> {
    const until = (await store.resume()) ? await store.get<number>(UNLOCKED_UNTIL) : undefined;
    const isUnlocked = until !== undefined && Date.now() < until;
    try {
      if (until !== undefined && !isUnlocked) await api.post('/lock', {}, { isPublic: true });
      if (await this.renew(null)) return;
    } catch {
      const stored = await store.get<Me>('me');
      if (stored && isUnlocked) return this.#begin(stored);
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
    if (this.isLocked) return this.#untilUnlocked();
    this.#renewing ??= this.#renewNow().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async reload(): Promise<void> {
    await this.#updateFrom(api.get<Me>('/me'));
  }

  async changeLanguage(lang: Lang): Promise<void> {
    await language.switchTo(lang);
    if (this.state === 'in') await this.#updateFrom(api.patch<Me>('/me', { language: lang }));
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
    await language.switchTo(me.language);
    this.#update(me);
    this.endedBy = null;
    this.state = 'in';
    for (const run of this.#onStart) await run();
  }

  /** A late answer says nothing of whoever is here by then. */
  async #updateFrom(asked: Promise<Me>): Promise<void> {
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
        this.lock();
        return this.#untilUnlocked();
      }
      if (!isProblem(error) || error.isTransient) throw error;
      if (ending === this.#ending) await this.#end('elsewhere');
      return false;
    }
  }

  async #end(by: EndedBy, isFromOtherTab = false): Promise<void> {
    if (this.state === 'in') this.#ending = this.#endNow(by, isFromOtherTab);
    await this.#ending;
  }

  /**
   * The screen first, then the device, then everybody else: the server's answer lets the browser clear the site, which
   * must not meet our own clearing halfway. That it is over is said when it is.
   */
  async #endNow(by: EndedBy, isFromOtherTab: boolean): Promise<void> {
    this.state = 'out';
    this.endedBy = null;
    this.me = null;
    for (const run of this.#onEnd) await run();
    // A browser that is stuck with its database does not keep the login alive.
    await Promise.race([by === 'choice' ? store.drop() : store.lock(UNSENT), delay(CLEARING_MS)]);
    const query = { is_lock: by === 'idle' };
    const isPublic = !this.#token;
    if (by !== 'elsewhere') await api.post('/sign-out', {}, { query, isPublic }).catch(() => undefined);
    if (!isFromOtherTab) postToTabs('ended');
    this.#token = null;
    this.isLocked = false;
    this.#resumeWaiting();
    this.loginId = null;
    this.endedBy = by;
  }
}

export const login = new Login();
