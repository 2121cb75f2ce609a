import { online } from '../online.svelte';
import { Problem, problemOf } from './problem';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Options {
  query?: Query;
  signal?: AbortSignal;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
  /** Sends no access token (sign-in, invitations). */
  isPublic?: boolean;
  /** Sends the body unchanged with this content type, instead of JSON. */
  contentType?: string;
}

/** How the client gets and renews the access token; `login` sets it once. The token is kept in memory only. */
export interface Tokens {
  current(): string | null;
  /** Renews the token; false when the login has ended. Throws a transient problem when the server cannot be reached. */
  renew(stale: string | null): Promise<boolean>;
}

let tokens: Tokens = { current: () => null, renew: () => Promise.resolve(false) };

export function useTokens(next: Tokens): void {
  tokens = next;
}

const BASE = '/api/v1';
const TIMEOUT_MS = 20_000;
const READ_TRIES = 3;

function urlOf(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const tail = search.toString();
  return BASE + path + (tail ? (path.includes('?') ? '&' : '?') + tail : '');
}

async function fetchOnce(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const token = options.isPublic ? null : tokens.current();
  if (token) headers.authorization = `Bearer ${token}`;
  // The time on this device, so that the server can measure how far it is off.
  if (method !== 'GET') headers['device-time'] = String(Date.now());
  let payload: BodyInit | undefined;
  if (options.contentType) {
    headers['content-type'] = options.contentType;
    payload = body as BodyInit;
  } else if (body !== undefined) {
    headers['content-type'] = 'application/json';
    payload = JSON.stringify(body);
  }
  const { offlineCount } = online;
  // An error before this point is a fault of the page, not of the network.
  const abort = abortAfterTimeout(options.signal);
  try {
    const response = await fetch(urlOf(path, options.query), {
      method,
      headers,
      body: payload,
      keepalive: options.keepalive,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: abort.signal,
    });
    online.report(true, offlineCount);
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (abort.hasTimedOut()) throw new Problem(0, 'timeout');
    online.report(false);
    throw new Problem(0, navigator.onLine === false ? 'offline' : 'unreachable');
  } finally {
    abort.clear();
  }
}

/** Aborts a request when the caller aborts it, or after a timeout. */
function abortAfterTimeout(asked?: AbortSignal): {
  signal: AbortSignal;
  hasTimedOut: () => boolean;
  clear: () => void;
} {
  const controller = new AbortController();
  let hasTimedOut = false;
  const timer = setTimeout(() => {
    hasTimedOut = true;
    controller.abort();
  }, TIMEOUT_MS);
  const stop = () => controller.abort();
  if (asked?.aborted) stop();
  asked?.addEventListener('abort', stop);
  return {
    signal: controller.signal,
    hasTimedOut: () => hasTimedOut,
    clear() {
      clearTimeout(timer);
      asked?.removeEventListener('abort', stop);
    },
  };
}

async function send(method: string, path: string, body: unknown, options?: Options): Promise<Response> {
  try {
    return await sendWithRetry(method, path, body, options);
  } catch (error) {
    // A failed read changed nothing, so only writes are marked as uncertain.
    if (error instanceof Problem) error.isReadOnly = method === 'GET';
    throw error;
  }
}

async function sendWithRetry(method: string, path: string, body: unknown, options: Options = {}): Promise<Response> {
  if (!options.isPublic && tokens.current() === null) await tokens.renew(null);
  for (let tries = 1; ; tries += 1) {
    const used = tokens.current();
    const response = await fetchOnce(method, path, body, options);
    if (response.ok) return response;
    const problem = await problemOf(response);
    // The login has ended, or the screen is locked; then the request waits until it is unlocked.
    if ([401, 423].includes(problem.status) && !options.isPublic && tries === 1 && (await tokens.renew(used))) continue;
    const mayRepeat = method === 'GET' && problem.status === 503 && tries < READ_TRIES;
    if (!mayRepeat) throw problem;
    await delay(Math.min(problem.retryAfterMs ?? 500, 5000) * (0.75 + Math.random() / 2));
  }
}

async function json<T>(method: string, path: string, body?: unknown, options?: Options): Promise<T> {
  const response = await send(method, path, body, options);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The HTTP client. Paths are relative to `/api/v1`; every failure is a `Problem`. */
export const api = {
  get: <T>(path: string, query?: Query, options?: Options) => json<T>('GET', path, undefined, { ...options, query }),
  post: <T>(path: string, body: unknown = {}, options?: Options) => json<T>('POST', path, body, options),
  put: <T>(path: string, body: unknown = {}, options?: Options) => json<T>('PUT', path, body, options),
  patch: <T>(path: string, body: unknown = {}, options?: Options) => json<T>('PATCH', path, body, options),
  del: <T = void>(path: string, options?: Options) => json<T>('DELETE', path, undefined, options),
  /** Downloads a blob, such as a CSV export. */
  blob: async (path: string, query?: Query) => (await send('GET', path, undefined, { query })).blob(),
};
