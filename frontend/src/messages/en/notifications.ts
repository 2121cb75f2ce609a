import { plural } from '../../kit/i18n/plural';

export const notifications = {
  title: 'Updates',
  empty: 'No updates',
  emptyText: 'What concerns you appears here.',
  markAll: 'Mark all as read',
  unread: (count: number) => `${plural(count, 'new update')}`,
  isNew: 'new',
};
