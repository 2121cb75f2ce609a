import { api, isProblem } from '../../../kit';
import type { Asked } from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';
import { login } from '../../../kit/login.svelte';
import { pendingCalls } from './pending-calls.svelte';

const SLOWLY_MS = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;
let turn = 0;

/** Whether this person can be called: everybody with a role other than member. */
const mayBeAsked = () => login.isLocked || (login.me?.grants.some((grant) => grant.role !== 'member') ?? false);

/**
 * Counts the calls that wait for this person. The socket announces them; without a socket, and behind the lock, they
 * are polled.
 */
async function look(): Promise<void> {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  let again = SLOWLY_MS;
  try {
    const { calls, again_ms } = await api.get<Asked>('/asked', {}, { isPublic: true });
    if (mine !== turn) return;
    pendingCalls.count = calls;
    if (login.isLocked || !invalidations.isLive) again = again_ms;
  } catch (error) {
    if (mine !== turn) return;
    if (login.isLocked && isProblem(error, 'login_ended')) return login.handleEnded();
    again = 5_000;
  }
  timer = setTimeout(() => void look(), again);
}

function stop(): void {
  clearTimeout(timer);
  turn += 1;
  pendingCalls.count = 0;
}

const start = () => void (mayBeAsked() && look());

/** Starts polling for the lifetime of the page. */
export function pollPendingCalls(): void {
  invalidations.subscribe((topic) => void ((topic === 'duty' || (topic === 'live' && mayBeAsked())) && look()));
  login.subscribe(start, stop);
  login.onLock(start);
}
