import { login, msg } from '../kit';
import type { IconName } from '../ui';

export interface Entry {
  href: string;
  label: string;
  icon: IconName;
}

const entries = {
  today: () => ({ href: '/today', label: msg.shell.today, icon: 'today' }),
  calendar: () => ({ href: '/calendar', label: msg.shell.calendar, icon: 'calendar' }),
  progress: () => ({ href: '/progress', label: msg.shell.progress, icon: 'progress' }),
  training: () => ({ href: '/gates', label: msg.shell.gates, icon: 'gate' }),
  review: () => ({ href: '/review', label: msg.shell.review, icon: 'alert' }),
  cohorts: () => ({ href: '/cohorts', label: msg.shell.cohorts, icon: 'people' }),
  chat: () => ({ href: '/chat', label: msg.shell.chat, icon: 'chat' }),
  duty: () => ({ href: '/duty', label: msg.shell.duty, icon: 'alert' }),
  people: () => ({ href: '/people', label: msg.shell.people, icon: 'person' }),
  studios: () => ({ href: '/studios', label: msg.shell.studios, icon: 'studio' }),
  admin: () => ({ href: '/admin', label: msg.shell.admin, icon: 'settings' }),
} satisfies Record<string, () => Entry>;

type Name = keyof typeof entries;

/** What each role needs, the most needed first. A person with several roles gets the union in this order. */
const byRole: Record<string, Name[]> = {
  coordinator: ['today', 'calendar', 'cohorts', 'chat', 'duty', 'training', 'people', 'studios'],
  headquarters: ['today', 'calendar', 'cohorts', 'chat', 'duty', 'training', 'people', 'studios', 'admin'],
  supervisor: ['today', 'training', 'review', 'chat', 'duty', 'calendar', 'cohorts'],
  counsellor: ['today', 'calendar', 'chat', 'training'],
  trainee: ['today', 'calendar', 'progress', 'chat'],
  member: ['today', 'chat'],
};

/** The entries of the person who is signed in. */
export function navigation(): Entry[] {
  const names = new Set<Name>();
  for (const [role, wanted] of Object.entries(byRole)) {
    if (login.me?.grants.some((grant) => grant.role === role)) for (const name of wanted) names.add(name);
  }
  return [...names].map((name) => entries[name]());
}

/** At most this many entries in the bar beside help; the rest goes behind "More". */
export const BAR = 4;
