import { api } from '../kit/api/client';
import type { DutyToday, GateRow, Page, ReviewQueue } from '../kit/api/types';
import { login } from '../kit/login.svelte';

const REFRESH_EVERY_MS = 60_000;
const LIMIT = 100;

/**
 * The counts beside the entries of the navigation, by address. They are polled once a minute while the page is visible.
 */
class NavCounts {
  counts = $state.raw<Record<string, number>>({});

  constructor() {
    login.subscribe(
      () => void this.refresh(),
      () => {
        this.counts = {};
      },
    );
    setInterval(this.refresh, REFRESH_EVERY_MS);
    document.addEventListener('visibilitychange', this.refresh);
  }

  refresh = async (): Promise<void> => {
    if (login.state !== 'in' || login.me?.needs_totp || document.visibilityState !== 'visible') return;
    const mayLead = login.has('coordinator', 'headquarters', 'supervisor');
    const looks: [string, () => Promise<number>][] = [];
    if (login.has('coordinator', 'headquarters', 'supervisor', 'counsellor')) looks.push(['/gates', gates]);
    if (login.has('supervisor')) looks.push(['/review', review]);
    if (mayLead) looks.push(['/duty', duty]);
    const found = await Promise.all(looks.map(async ([href, look]) => [href, await look().catch(() => 0)] as const));
    if (login.state === 'in') this.counts = Object.fromEntries(found);
  };
}

const gates = async () => (await api.get<Page<GateRow>>('/gates', { limit: LIMIT })).items.length;

async function review(): Promise<number> {
  const { messages, appeals } = await api.get<ReviewQueue>('/reviews');
  return messages.length + appeals.length;
}

async function duty(): Promise<number> {
  const { open_calls, open_incidents } = await api.get<DutyToday>('/duty');
  return open_calls + open_incidents;
}

export const navCounts = new NavCounts();
