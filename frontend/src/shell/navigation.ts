import { login, msg } from '../kit';
import type { IconName } from '../ui';

export interface Entry {
  href: string;
  label: string;
  icon: IconName;
}

type Name =
  'today' | 'calendar' | 'progress' | 'gates' | 'review' | 'cohorts' | 'chat' | 'duty' | 'people' | 'studios' | 'admin';

/** An entry has the name of its address and of its word; an icon of another name stands here. */
const icons: Partial<Record<Name, IconName>> = {
  gates: 'gate',
  review: 'flag',
  cohorts: 'people',
  duty: 'phone',
  people: 'person',
  studios: 'studio',
  admin: 'settings',
};

/** What each role needs, the most needed first. A person with several roles gets the union in this order. */
const byRole: Record<string, Name[]> = {
  coordinator: ['today', 'calendar', 'cohorts', 'chat', 'duty', 'gates', 'people', 'studios'],
  headquarters: ['today', 'calendar', 'cohorts', 'chat', 'duty', 'gates', 'people', 'studios', 'admin'],
  supervisor: ['today', 'gates', 'review', 'chat', 'duty', 'calendar', 'cohorts'],
  counsellor: ['today', 'calendar', 'chat', 'gates'],
  trainee: ['today', 'calendar', 'progress', 'chat'],
  member: ['today', 'chat'],
};

/** The entries of the person who is signed in. */
export function navigation(): Entry[] {
  const names = new Set<Name>();
  for (const [role, wanted] of Object.entries(byRole)) {
    if (login.me?.grants.some((grant) => grant.role === role)) for (const name of wanted) names.add(name);
  }
  return [...names].map((name) => ({
    href: `/${name}`,
    label: msg.shell[name],
    icon: icons[name] ?? (name as IconName),
  }));
}

/** At most this many entries in the bar beside help; the rest goes behind "More". */
export const MAX_BAR_ENTRIES = 4;
