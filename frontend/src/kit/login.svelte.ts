import { api, delay, useTokens } from './api/client';
import { isProblem } from './api/problem';
import type { Grant, Lang, Me, Role, SignedIn } from './api/types';
import { language } from './i18n/i18n.svelte';
import { OUTBOX_PREFIX as UNSENT } from './outbox.svelte';
import { store } from './store';
import { onTabMessage, postToTabs } from './tab-channel';

/** Why the sign-in page is shown: the idle lock, an end of the login elsewhere, or signing out. */
export type EndedBy = 'idle' | 'elsewhere' | 'choice';

type Listener = () => void | Promise<void>;

/**
 * The stored time until which the screen stays unlocked. A page that is opened offline starts only before that time.
 */
export const UNLOCKED_UNTIL = 'unlocked_until';

/** How long to wait for the device to be cleared before the server is told anyway. */
const CLEARING_MS = 2_000;

/** The login of this tab. The access token is kept in memory only; scripts cannot read the cookie that renews it. */
class Login {
  state = $state<'starting' | 'out' | 'in'>('starting');
  me = $state.raw<Me | null>(null);
  endedBy = $state<EndedBy | null>(null);
  /** The screen is locked and the server refuses this login, so requests wait (safety 55). */
  isLocked = $state(false);
  loginId: string | null = null;
  #token: string | null = null;
  #renewing: Promise<boolean> | null = null;
  /** The last end of a login in this tab. An answer from before it is recognised by an older value. */
  #ending: Promise<void> | null = null;
  #onStart: Listener[] = [];
  #onEnd: Listener[] = [];
  #onLock: Listener[] = [];
  #onUnlock: Listener[] = [];
  /** Callbacks that wait until the screen is unlocked or the login ends. */
  #waiting: (() => void)[] = [];

  constructor() {
    useTokens({ current: () => this.#token, renew: (stale) => this.renew(stale) });
    onTabMessage('ended', () => void this.#end('elsewhere', true));
  }

  get token(): string | null {
    return this.#token;
  }

  /** Registers callbacks for a sign-in and for the end of a login. */
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

  /** Locks the screen and keeps the page. */
  lock(): void {
    if (this.isLocked || this.state === 'out') return;
    this.isLocked = true;
    this.#token = null;
    for (const run of this.#onLock) void run();
  }

  /** Unlocks the screen; requests that waited continue. */
  async unlock(signedIn: SignedIn): Promise<void> {
    await this.accept(signedIn);
    this.isLocked = false;
    for (const run of this.#onUnlock) void run();
    this.#resumeWaiting();
  }

  /** Another tab unlocked the screen. */
  async unlockFromOtherTab(): Promise<void> {
    const renewed = this.isLocked && (await api.post<SignedIn | undefined>('/refresh', {}, { isPublic: true }));
    if (renewed) await this.unlock(renewed);
  }

  /** The server reports that this login has ended. */
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
   * Resumes an earlier login when the page starts. Offline, it uses the stored data, unless the screen would have
   * locked meanwhile (safety 55).
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

  /** Takes over the answer of a sign-in, an accepted invitation or a renewal. */
  async accept(signedIn: SignedIn): Promise<void> {
    // Data of another person is deleted from the device first.
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

  /** A late answer must not change the login of somebody else. */
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
      // One tab at a time, because each renewal replaces the cookie that the next one needs.
      const renewed = await (navigator.locks ? navigator.locks.request('renew', ask) : ask());
      // A late answer does not restore a login that has ended.
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
   * Clears the screen first, then the device, then tells the server. The server's answer makes the browser clear the
   * site, which must not happen during our own clearing. The page reports the sign-out when it is complete.
   */
  async #endNow(by: EndedBy, isFromOtherTab: boolean): Promise<void> {
    this.state = 'out';
    this.endedBy = null;
    this.me = null;
    for (const run of this.#onEnd) await run();
    // A browser whose database hangs does not keep the login alive.
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
