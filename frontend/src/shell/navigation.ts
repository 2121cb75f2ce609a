import { login, msg } from '../kit';
import type { IconName } from '../ui';

export interface Entry {
  href: string;
  label: string;
  icon: IconName;
}

type Name =
  'today' | 'calendar' | 'progress' | 'gates' | 'review' | 'cohorts' | 'chat' | 'duty' | 'people' | 'studios' | 'admin';

/** The icons of entries whose icon is not named after their address. */
const icons: Partial<Record<Name, IconName>> = {
  gates: 'gate',
  review: 'flag',
  cohorts: 'people',
  duty: 'phone',
  people: 'person',
  studios: 'studio',
  admin: 'settings',
};

/** The entries of each role, the most needed first. A person with several roles gets their union in this order. */
const byRole: Record<string, Name[]> = {
  coordinator: ['today', 'calendar', 'cohorts', 'chat', 'duty', 'gates', 'people', 'studios'],
  headquarters: ['today', 'calendar', 'cohorts', 'chat', 'duty', 'gates', 'people', 'studios', 'admin'],
  supervisor: ['today', 'gates', 'review', 'chat', 'duty', 'calendar', 'cohorts'],
  counsellor: ['today', 'calendar', 'chat', 'gates'],
  trainee: ['today', 'calendar', 'progress', 'chat'],
  member: ['today', 'chat'],
};

/** The entries for the person who is signed in. */
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

/** The most entries in the bar beside help; the others are under "More". */
export const MAX_BAR_ENTRIES = 4;
