import { api, isProblem } from '../../../kit';
import type { Asked } from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';
import { login } from '../../../kit/login.svelte';
import { pendingCalls } from './pending-calls.svelte';

const POLL_MS = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;
let turn = 0;

/** Whether this person can be called: everybody with a role other than member. */
const mayBeCalled = () => login.isLocked || (login.me?.grants.some((grant) => grant.role !== 'member') ?? false);

/**
 * Counts the calls that wait for this person. The socket announces them; without a socket, and behind the lock, they
 * are polled.
 */
async function poll(): Promise<void> {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  let delay = POLL_MS;
  try {
    const { calls, again_ms } = await api.get<Asked>('/asked', {}, { isPublic: true });
    if (mine !== turn) return;
    pendingCalls.count = calls;
    if (login.isLocked || !invalidations.isLive) delay = again_ms;
  } catch (error) {
    if (mine !== turn) return;
    if (login.isLocked && isProblem(error, 'login_ended')) return login.handleEnded();
    delay = 5_000;
  }
  timer = setTimeout(() => void poll(), delay);
}

function stop(): void {
  clearTimeout(timer);
  turn += 1;
  pendingCalls.count = 0;
}

const start = () => void (mayBeCalled() && poll());

/** Starts polling for the lifetime of the page. */
export function pollPendingCalls(): void {
  invalidations.subscribe((topic) => void ((topic === 'duty' || (topic === 'live' && mayBeCalled())) && poll()));
  login.subscribe(start, stop);
  login.onLock(start);
}
