import { msg } from '../../../kit';
import type { Id, PersonBrief, Role } from '../../../kit/api/types';
import { directory } from '../../districts';

export const ROLES: Role[] = ['member', 'trainee', 'counsellor', 'supervisor', 'coordinator', 'headquarters'];

export function roleIn(role: Role, district: Id | null): string {
  const name = directory.district(district)?.name;
  return name ? msg.people.roleIn(msg.roles[role], name) : msg.roles[role];
}

export function rolesText(person: Pick<PersonBrief, 'roles'>): string {
  return person.roles.map(({ role, district_id }) => roleIn(role, district_id)).join(' · ');
}
