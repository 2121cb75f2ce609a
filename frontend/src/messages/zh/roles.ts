import type { Messages } from '../en';

export const roles = {
  headquarters: '总社',
  coordinator: '区协调员',
  supervisor: '督导社工',
  counsellor: '同伴辅导员',
  trainee: '学员',
  member: '成员',
  privacyOfficer: '隐私专员',
} satisfies Messages['roles'];
